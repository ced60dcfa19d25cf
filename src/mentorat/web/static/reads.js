// An article counts as read once it has been seen for ten seconds: a number, nothing of the reader.
const SECONDS = 10;

export function count(address) {
  let left = SECONDS;
  const tick = setInterval(() => {
    if (document.visibilityState !== "visible" || (left -= 1) > 0) return;
    clearInterval(tick);
    fetch(address, { method: "POST", keepalive: true, credentials: "omit" }).catch(() => {});
  }, 1000);
}
