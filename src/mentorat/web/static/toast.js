// One line that says what was done and goes by itself; screen readers hear it.

const STAYS_MS = 5000;
const toast = document.querySelector("[data-toast]");
let timer;

export function say(words) {
  clearTimeout(timer);
  toast.textContent = words;
  timer = setTimeout(() => (toast.textContent = ""), STAYS_MS);
}
