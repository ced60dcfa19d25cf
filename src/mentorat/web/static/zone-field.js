// A field for a time zone: five hundred names are fetched once somebody comes to it, and the
// browser's own is proposed as long as nobody has chosen another one.
const guessed = document.querySelector("input[data-guess-time-zone]");
if (guessed) guessed.value = Intl.DateTimeFormat().resolvedOptions().timeZone;

let names;
document.addEventListener("focusin", async (event) => {
  const { list } = event.target;
  if (!event.target.matches?.("[data-zones]") || list.options.length) return;
  names ??= fetch("/time-zones").then((answer) => (answer.ok ? answer.json() : []));
  list.replaceChildren(
    ...(await names).map((name) => Object.assign(document.createElement("option"), { value: name })),
  );
});
