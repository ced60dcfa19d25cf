// Shows the button that this device can keep the promise of: its share sheet, or copying.

async function copied(address) {
  try {
    await navigator.clipboard.writeText(address);
    return true;
  } catch {
    return false; // not allowed: the link stands beside the button
  }
}

export function connect(say) {
  join(say);
  document.addEventListener("main-shown", () => join(say)); // reader-zone.js shows the page anew
}

function join(say) {
  for (const place of document.querySelectorAll("[data-share-address]")) {
    const { shareAddress: url, shareTitle: title, shareDone: done } = place.dataset;
    const send = place.querySelector("[data-share-send]");
    const copy = place.querySelector("[data-share-copy]");
    send.hidden = !navigator.share;
    copy.hidden = !navigator.clipboard || !send.hidden;
    send.addEventListener("click", () => navigator.share({ title, url }).catch(() => {}));
    copy.addEventListener("click", async () => (await copied(url)) && say(done));
  }
}
