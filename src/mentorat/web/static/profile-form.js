// A mentor's form: the list of skills is filtered, and their card follows what they write.
const box = document.querySelector("[data-skills]");
const card = document.querySelector("[data-card-preview]");
const form = box.closest("form");
const filter = box.querySelector("[data-skill-filter]");
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

filter.hidden = false;
filter.addEventListener("input", ({ target }) => {
  const wanted = plain(target.value.trim());
  for (const chapter of box.querySelectorAll(".chapter")) {
    const whole = plain(chapter.querySelector("summary").textContent).includes(wanted);
    let some = false;
    for (const chip of chapter.querySelectorAll(".chip")) {
      chip.hidden = !whole && !plain(chip.textContent).includes(wanted);
      some ||= !chip.hidden;
    }
    chapter.hidden = !some;
    chapter.open = wanted ? some : chapter.querySelector(":checked") !== null;
  }
});

// A price as the site writes it: cents only where there are some.
function price({ free, unit }) {
  const amount = Number(form.elements.hourlyRate.value.replace(/[\s€$£]/g, "").replace(",", ".") || NaN);
  if (Number.isNaN(amount)) return ["–"];
  if (!amount) return [strong(free)];
  const digits = { minimumFractionDigits: Number.isInteger(amount) ? 0 : 2 };
  const style = { style: "currency", currency: form.elements.currency.value, ...digits };
  const hour = Object.assign(document.createElement("span"), { className: "quiet small", textContent: unit });
  return [strong(amount.toLocaleString(document.documentElement.lang, style)), " ", hour];
}

function strong(words) {
  return Object.assign(document.createElement("strong"), { textContent: words });
}

function skills() {
  const chosen = [...box.querySelectorAll(".chip:has(:checked)")].map((chip) => chip.textContent.trim());
  const own = form.querySelector("#expertise").value;
  return [...chosen, ...own.split(/[,;]/).map((word) => word.trim()).filter(Boolean)];
}

function show() {
  const [headline, expertise, rate] = ["headline", "expertise", "hourlyRate"].map((name) => card.querySelector(`[data-shows=${name}]`));
  headline.textContent = form.elements.headline.value.trim() || headline.dataset.empty;
  expertise.textContent = skills().join(" · ");
  rate.replaceChildren(...price(rate.dataset));
}
form.addEventListener("input", show);
show();
