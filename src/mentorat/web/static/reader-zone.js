// Tells the site this device's time zone once, and shows the hours in it without leaving the page;
// later only offers it, since travellers decide.
const device = Intl.DateTimeFormat().resolvedOptions().timeZone;

// «America/Montreal» and «America/Toronto» are one zone: compare them as the browser names both.
function isDevices(zone) {
  try {
    return new Intl.DateTimeFormat(undefined, { timeZone: zone }).resolvedOptions().timeZone === device;
  } catch {
    return false;
  }
}

let isTouched = false;
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => (isTouched = true), { once: true });

// Where the answer leads: the address of the moment, which a swapped day may have changed.
const here = () => window.location.pathname + window.location.search;

// Nobody chose it now: with `guess`, a name that we do not know is let be.
function tell(form, zone, how = {}) {
  const body = new URLSearchParams(new FormData(form));
  body.set("next", here());
  body.set("timezone", zone);
  body.set("guess", "device");
  return fetch(form.action, { method: "POST", body, ...how });
}

// The same page in this device's hours, unless somebody is already at work on it.
async function show(form) {
  const answer = await tell(form, device);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [before, after] = [document, page].map((one) => one.querySelector("main"));
  if (!answer.ok || !after || isTouched) return;
  before.replaceWith(after);
  connect();
  document.dispatchEvent(new Event("main-shown"));
}

// Five hundred names are fetched once somebody wants to choose.
async function list(form) {
  const names = await (await fetch("/time-zones")).json();
  form.querySelector("datalist").replaceChildren(
    ...names.map((name) => Object.assign(document.createElement("option"), { value: name })),
  );
}

function connect() {
  const place = document.querySelector("[data-zone]");
  const form = place?.querySelector("form");
  if (!form) return;
  form.addEventListener("submit", () => {
    form.elements.next.value = here();
  });
  place.querySelector("[data-zone-choice]").addEventListener("toggle", () => list(form), { once: true });
  if (place.dataset.zoneSource === "unknown") {
    if (!sessionStorage.getItem("zone-told")) {
      sessionStorage.setItem("zone-told", "yes");
      show(form).catch(() => {}); // the hours stay in UTC, and say so
    }
  } else if ("zoneUntold" in place.dataset) {
    tell(form, place.dataset.zone, { redirect: "manual" }).catch(() => {}); // their account does not know it yet
  }
  if (place.dataset.zoneSource !== "unknown" && !isDevices(place.dataset.zone)) {
    const offer = place.querySelector("[data-zone-differs]");
    offer.hidden = false;
    offer.querySelector("[data-zone-use]").addEventListener("click", () => {
      form.elements.timezone.value = device;
      form.requestSubmit();
    });
  }
}

connect();
