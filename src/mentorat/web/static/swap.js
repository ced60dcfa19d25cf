// Another day or month without leaving the page: a link marked data-swap brings its page, and the
// nearest [data-swapped] (by its id) is taken from it. Without this module the link is followed.
const marked = "a[data-swap]";

async function bring(address, id, focused) {
  const place = document.getElementById(id);
  place.setAttribute("aria-busy", "true");
  const answer = await fetch(address);
  const shown = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
  if (!shown) throw new Error(`${address} has no #${id}`);
  place.replaceWith(shown);
  (document.getElementById(focused) ?? shown.querySelector("[aria-current]"))?.focus();
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.(marked);
  const place = link?.closest("[data-swapped]");
  if (!place || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  try {
    await bring(link.href, place.id, link.id);
    history.pushState({ swapped: place.id }, "", link.href.split("#")[0]);
  } catch {
    location.assign(link.href);
  }
});
// Back and forward lead to days too; each is a page of its own.
addEventListener("popstate", () => location.reload());
