// A photo that is larger than the server takes is drawn anew, smaller; still large enough to read
// a sheet of A4: 4000 pixels along it are 13 a millimetre.
const LONGEST = 4000; // pixels
const QUALITY = 0.85;

// A smaller photo of the same name; null where the browser cannot read it, or it stays too large.
export const shrunk = async (file, most) => {
  if (!file.type.startsWith("image/")) return null;
  try {
    const picture = await createImageBitmap(file); // the right way up
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
    if (!blob || blob.size > most) return null;
    return new File([blob], file.name.replace(/(\.\w{1,5})?$/, ".jpg"), { type: blob.type });
  } catch {
    return null;
  }
};
