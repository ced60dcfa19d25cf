// Leaving a form that was changed and not saved is asked about first, in the browser's words.
for (const form of document.querySelectorAll("form[data-unsaved]")) {
  const written = () => new URLSearchParams(new FormData(form)).toString();
  const before = written();
  addEventListener("beforeunload", (event) => {
    if (!form.dataset.sent && written() !== before) event.preventDefault();
  });
}
