// Tells the site this device's time zone once; later only offers it, since travellers decide.
const place = document.querySelector("[data-zone]");
const form = place?.querySelector("form");
const device = Intl.DateTimeFormat().resolvedOptions().timeZone;

// «America/Montreal» and «America/Toronto» are one zone: compare them as the browser names both.
function isDevices(zone) {
  try {
    return new Intl.DateTimeFormat(undefined, { timeZone: zone }).resolvedOptions().timeZone === device;
  } catch {
    return false;
  }
}

function use() {
  form.elements.timezone.value = device;
  const guess = document.createElement("input");
  Object.assign(guess, { type: "hidden", name: "guess", value: "device" }); // told, never asked back
  form.append(guess);
  form.requestSubmit();
}

// Five hundred names are fetched once somebody wants to choose.
async function list() {
  const names = await (await fetch("/time-zones")).json();
  form.querySelector("datalist").replaceChildren(
    ...names.map((name) => Object.assign(document.createElement("option"), { value: name })),
  );
}

if (form) {
  form.addEventListener("submit", () => {
    form.elements.next.value = window.location.pathname + window.location.search;
  });
  place.querySelector("[data-zone-choice]").addEventListener("toggle", list, { once: true });
  if (place.dataset.zoneSource === "unknown") {
    if (!sessionStorage.getItem("zone-told")) {
      sessionStorage.setItem("zone-told", "yes");
      use();
    }
  } else if (!isDevices(place.dataset.zone)) {
    const offer = place.querySelector("[data-zone-differs]");
    offer.hidden = false;
    offer.querySelector("[data-zone-use]").addEventListener("click", use);
  }
}
