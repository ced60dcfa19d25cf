// The shell of every page: a menu that closes, and forms that are sent once.

const menus = document.querySelectorAll("[data-menu]");
document.addEventListener("click", (event) => {
  for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) {
    if (!menu.open) continue;
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

const SLOW_MS = 300;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(() => form.dataset.sent && form.classList.add("is-busy"), SLOW_MS);
});
// The back button may bring the page as it was left.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.classList.remove("is-busy");
    form.querySelector("[aria-disabled]")?.removeAttribute("aria-disabled");
  }
});

// A page that is slow to come says that it is coming.
let waiting;
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const leaves = link && link.origin === location.origin && !link.target && !link.hasAttribute("download");
  if (!leaves || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  if (link.pathname === location.pathname && link.hash) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (event.defaultPrevented) return; // another module brings it
    const bar = document.createElement("div");
    bar.className = "loading";
    bar.setAttribute("role", "progressbar");
    bar.setAttribute("aria-label", document.body.dataset.loading);
    document.body.append(bar);
  }, SLOW_MS);
});
addEventListener("pageshow", () => {
  clearTimeout(waiting);
  document.querySelector(".loading")?.remove();
});
