// The editor of a week: a calendar that fills the empty closure row, and a focus that stays where
// somebody works when htmx swaps the form.
const content = document.getElementById("content");
let editor = document.getElementById("editor");
let pressed = null;

function connectCalendar() {
  const box = document.querySelector("details[data-calendar]");
  if (!box || box.dataset.connected) return;
  box.dataset.connected = "yes";
  box.hidden = false;
  box.querySelector("calendar-range").addEventListener("change", (event) => {
    const [first, last] = event.target.value.split("/");
    const row = box.dataset.calendar;
    document.getElementById(`${row}.from`).value = first;
    const end = document.getElementById(`${row}.to`);
    end.value = last;
    end.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function restoreFocus() {
  const [verb, place] = pressed.split(":");
  const starts = [...editor.querySelectorAll("input")].filter((input) => input.name.startsWith(`${place}.`));
  const last = starts.filter((input) => /\.(start|from|date)$/.test(input.name)).at(-1);
  const same = [...editor.querySelectorAll("button[name=do]")].find((button) => button.value === pressed);
  (verb === "add" ? last : (same ?? last))?.focus();
  pressed = null;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[name=do]");
  pressed = button && button.value !== "save" ? button.value : null;
});

connectCalendar();
new MutationObserver(() => {
  connectCalendar();
  const shown = document.getElementById("editor");
  if (shown === editor) return;
  editor = shown;
  if (pressed) restoreFocus();
}).observe(content, { childList: true, subtree: true });
