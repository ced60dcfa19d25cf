// On a phone one question at a time: the steps of one form, and a «back» that loses nothing.
const form = document.querySelector("form[data-steps]");
const steps = [...form.querySelectorAll("[data-step]")];
const phone = matchMedia("(width < 40rem)");
const wrong = steps.findIndex((step) => step.querySelector("[aria-invalid]"));
let current = history.state?.step ?? Math.max(wrong, 0);

function show(step, focuses = true) {
  current = step;
  for (const [number, one] of steps.entries()) one.hidden = phone.matches && number !== step;
  for (const turn of form.querySelectorAll("[data-step-turn]")) turn.hidden = !phone.matches;
  if (phone.matches && focuses) steps[step].querySelector("h2").focus();
}

function go() {
  const empty = steps[current].querySelector(":invalid");
  if (empty) return empty.reportValidity();
  history.pushState({ step: current + 1 }, "");
  show(current + 1);
}

form.addEventListener("click", (event) => {
  if (event.target.closest("[data-step-next]")) go();
  if (event.target.closest("[data-step-back]")) history.back();
});
// Enter in a field of an early step asks for the next one.
form.addEventListener("submit", (event) => {
  if (!phone.matches || current === steps.length - 1) return;
  event.preventDefault();
  go();
});
addEventListener("popstate", (event) => show(event.state?.step ?? 0));
phone.addEventListener("change", () => show(current, false));
show(current, false);
