// A call on a Jitsi Meet server: its own script draws the room into the page.
const load = (address) => new Promise((done, failed) => {
  if (window.JitsiMeetExternalAPI) { done(); return; }
  const script = document.createElement("script");
  script.src = address;
  script.onload = done;
  script.onerror = failed;
  document.head.append(script);
});

export const openRoom = async ({ script, host, name, token }, place, { name: who, onLeft }) => {
  await load(script);
  const room = new window.JitsiMeetExternalAPI(host, {
    roomName: name,
    jwt: token,
    parentNode: place,
    width: "100%",
    height: "100%",
    lang: document.documentElement.lang,
    userInfo: { displayName: who },
    configOverwrite: {
      prejoinConfig: { enabled: false },
      disableDeepLinking: true,  // no app to install
      disableInviteFunctions: true,
      enableClosePage: false,
      disableThirdPartyRequests: true,
      toolbarButtons: ["microphone", "camera", "desktop", "fullscreen", "select-background", "settings", "tileview"],
    },
  });
  room.addListener("videoConferenceLeft", onLeft);
  return room;
};
