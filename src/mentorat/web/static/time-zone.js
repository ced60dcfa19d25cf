// Proposes the browser's own time zone, as long as nobody has chosen another one.
const select = document.querySelector("select[data-guess-time-zone]");
const guess = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (select && [...select.options].some((option) => option.value === guess)) {
  select.value = guess;
}
