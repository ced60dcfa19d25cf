// Another day or month without leaving the page: a link marked data-swap brings its page, and the
// nearest [data-swapped] (by its id) is taken from it. Without this module the link is followed.
// Of two quick presses the later one wins, whichever answer comes first. What is slow to come shows
// its shape meanwhile.
const SLOW_MS = 300;
const marked = "a[data-swap]";
let asking = new AbortController();

async function bring(address, id, focused, { signal }) {
  const place = document.getElementById(id);
  place.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => {
    for (const shape of place.querySelectorAll("template[data-coming]")) shape.parentElement.replaceChildren(shape.content.cloneNode(true));
  }, SLOW_MS);
  signal.addEventListener("abort", () => clearTimeout(slow));
  const answer = await fetch(address, { signal });
  const shown = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
  signal.throwIfAborted();
  if (!shown) throw new Error(`${address} has no #${id}`);
  clearTimeout(slow);
  place.replaceWith(shown);
  (document.getElementById(focused) ?? shown.querySelector("[aria-current]"))?.focus();
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.(marked);
  const place = link?.closest("[data-swapped]");
  if (!place || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  asking.abort();
  const question = (asking = new AbortController());
  try {
    await bring(link.href, place.id, link.id, question);
    history.pushState({ swapped: place.id }, "", link.href.split("#")[0]);
  } catch {
    if (question === asking) location.assign(link.href);
  }
});
// Back and forward lead to days too; each is a page of its own.
addEventListener("popstate", () => location.reload());
