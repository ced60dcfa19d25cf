// The editor of a week: the focus stays where somebody works when htmx swaps the form.
const content = document.getElementById("content");
let editor = document.getElementById("editor");
let pressed = null;

function button(value) {
  return [...editor.querySelectorAll("button[name=do]")].find((one) => one.value === value);
}

function restoreFocus() {
  const [verb, place] = pressed.split(":");
  const fields = [...editor.querySelectorAll("input")];
  const last = fields.filter((input) => input.name.startsWith(`${place}.`) && /\.(start|from|date)$/.test(input.name)).at(-1);
  const dated = fields.find((input) => input.type === "date" && input.value === place);
  const wanted = { add: last, open: dated }[verb] ?? button(pressed) ?? last ?? button(`date:${place}`);
  (wanted ?? document.getElementById("month-later") ?? document.getElementById("month-earlier"))?.focus();
  pressed = null;
}

document.addEventListener("click", (event) => {
  const found = event.target.closest?.("button[name=do]");
  pressed = found && found.value !== "save" ? found.value : null;
});

new MutationObserver(() => {
  const shown = document.getElementById("editor");
  if (shown === editor) return;
  editor = shown;
  if (pressed) restoreFocus();
}).observe(content, { childList: true, subtree: true });

// One question at a time: until the form is swapped it takes no press and no letter, since they would be
// covered by what is on its way; a preview that was asked for before is of no more use.
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (ctx.target.id !== "editor") return;
  ctx.target.inert = true;
  document.getElementById("preview")?.dispatchEvent(new Event("htmx:abort"));
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.target.id !== "editor") return;
  ctx.target.inert = false;
  if (pressed && ctx.target.isConnected) restoreFocus();
});
