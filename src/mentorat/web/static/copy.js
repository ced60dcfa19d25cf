// A button that copies what a field holds; without this module the field is there to be selected.

export function connect(say) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
        say(button.dataset.done);
      } catch {
        field.select();
      }
    });
  }
}
