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
  form.elements.next.value = window.location.pathname + window.location.search;
  form.submit();
}

if (form) {
  form.elements.next.value = window.location.pathname + window.location.search;
  const isKnown = [...form.querySelectorAll("option")].some((option) => option.value === device);
  if (isKnown && place.dataset.zoneSource === "unknown" && !sessionStorage.getItem("zone-told")) {
    sessionStorage.setItem("zone-told", "yes");
    use();
  } else if (isKnown && !isDevices(place.dataset.zone) && place.dataset.zoneSource !== "unknown") {
    const offer = place.querySelector("[data-zone-differs]");
    offer.hidden = false;
    offer.querySelector("[data-zone-use]").addEventListener("click", use);
  }
}
