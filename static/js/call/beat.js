// A worker that only ticks: pages in the background may slow their own timers down to once a minute.
setInterval(() => postMessage(""), 500);
