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

function tag(words, own) {
  return Object.assign(document.createElement("span"), { className: own ? "tag is-own" : "tag", textContent: words });
}

function show() {
  for (const place of card.querySelectorAll("[data-shows]")) {
    const name = place.dataset.shows;
    if (name === "expertise") {
      const chosen = [...box.querySelectorAll(".chip:has(:checked)")].map((chip) => tag(chip.textContent.trim(), false));
      const own = form.querySelector("#expertise").value.split(/[,;]/).map((word) => word.trim()).filter(Boolean);
      place.replaceChildren(...chosen, ...own.map((word) => tag(word, true)));
    } else {
      place.textContent = form.elements[name].value.trim() || place.dataset.empty || "–";
    }
  }
}
form.addEventListener("input", show);
show();
