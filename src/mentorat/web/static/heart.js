// A heart is pressed without leaving the page; without this, its form does it and comes back.
document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    if (!form.matches("[data-heart]")) return;
    event.preventDefault();
    const button = form.querySelector("button");
    const body = new URLSearchParams(new FormData(form));
    body.set(button.name, button.value);
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (answer?.type !== "opaqueredirect") {
      delete form.dataset.heart; // the page that says why
      form.requestSubmit(button);
      return;
    }
    const kept = button.value === "yes";
    button.setAttribute("aria-pressed", String(kept));
    button.value = kept ? "no" : "yes";
  },
  { capture: true },
);
