// An article saves itself a few seconds after the last letter, and is shown beside its text as readers
// would see it. Until the server has it, this browser keeps it, and offers it again after a crash or an
// ended session. A text that was changed elsewhere is not covered: saving stops, and the page says so.

const QUIET_MS = 3000;
const KEEP_MS = 300;
const PREVIEW_MS = 400;
const LEFT_OUT = new Set(["csrf_token", "key", "version", "timezone", "words", "image", "pictureAlt"]);

const form = document.querySelector("form[data-writing]");
const state = form.querySelector("[data-state]");
const place = `mentorat:write:${form.dataset.author}:`;

function written() {
  const entries = [...new FormData(form)].filter(([name, value]) => !LEFT_OUT.has(name) && value.trim());
  return JSON.stringify(entries.map(([name, value]) => [name, value.replaceAll("\r\n", "\n").trim()]));
}

// What the server has: nothing of what a refused or a previewed form shows.
let kept = form.hasAttribute("data-typed") ? "" : written();
let stopped = form.hasAttribute("data-crossed");
let isKeeping = false;
let timer, keeping, saving, waiting;

const address = () => place + new URL(form.action).pathname;

function keepHere() {
  try {
    // What another tab keeps is not this one's to remove.
    if (written() === kept) {
      if (isKeeping) localStorage.removeItem(address());
      isKeeping = false;
      return;
    }
    isKeeping = true;
    localStorage.setItem(address(), JSON.stringify({ words: written(), version: form.elements.version?.value }));
  } catch {
    // A browser that keeps nothing still saves to the server.
  }
}

function adopt({ id, version }) {
  if (isKeeping) localStorage.removeItem(address());
  isKeeping = false;
  if (!form.elements.version) {
    form.elements.key?.remove();
    form.elements.pairOf?.remove();
    form.insertAdjacentHTML("afterbegin", '<input type="hidden" name="version">');
    form.action = `/write/${id}`;
    form.dataset.writing = `/write/${id}/autosave`;
    history.replaceState(null, "", form.action);
  }
  form.elements.version.value = version;
}

function recall() {
  try {
    return JSON.parse(localStorage.getItem(address()) ?? "null");
  } catch {
    return null;
  }
}

async function save() {
  if (saving || stopped || written() === kept) return;
  const sent = written();
  saving = true;
  state.textContent = form.dataset.saving;
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.dataset.writing, { method: "POST", headers: { Accept: "application/json" }, body });
    if (answer.ok) {
      adopt(await answer.json());
      kept = sent;
      keepHere();
      state.textContent = form.dataset.saved;
    } else {
      stopped = answer.status === 409;
      const words = { 401: "ended", 403: "ended", 409: "changed", 413: "refused", 422: "refused" }[answer.status];
      state.textContent = form.dataset[words ?? "failed"];
    }
  } catch {
    state.textContent = form.dataset.failed;
  }
  saving = false;
  if (waiting) return form.requestSubmit(waiting);
  if (written() !== sent) plan();
}

function plan() {
  clearTimeout(timer);
  timer = setTimeout(save, QUIET_MS);
}

form.addEventListener("input", () => {
  clearTimeout(keeping);
  keeping = setTimeout(keepHere, KEEP_MS);
  plan();
});
// A button that is pressed meanwhile waits: two forms on one version would contradict each other.
form.addEventListener("submit", (event) => {
  clearTimeout(timer);
  keepHere();
  if (!saving) return;
  event.preventDefault();
  waiting = event.submitter;
});
addEventListener("pagehide", keepHere);
addEventListener("beforeunload", (event) => written() !== kept && !form.dataset.sent && event.preventDefault());

// What was written here and never reached the server.
const found = document.querySelector("[data-recovered]");
const lost = recall();
if (lost?.words === written()) {
  if (written() === kept) localStorage.removeItem(address());
} else if (lost && !form.hasAttribute("data-typed")) {
  found.hidden = false;
  found.querySelector("[data-take]").addEventListener("click", () => {
    for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = false;
    const fields = form.querySelectorAll("input:not([type=hidden], [type=checkbox]), textarea");
    for (const field of fields) field.value = "";
    for (const [name, value] of JSON.parse(lost.words)) {
      const box = form.querySelector(`input[type=checkbox][name="${name}"][value="${CSS.escape(value)}"]`);
      if (box) box.checked = true;
      else if (form.elements[name]?.value !== undefined) form.elements[name].value = value;
    }
    if (form.elements.version && lost.version) form.elements.version.value = lost.version;
    found.hidden = true;
    form.dispatchEvent(new Event("input", { bubbles: true }));
    form.elements.title.focus();
  });
  found.querySelector("[data-drop]").addEventListener("click", () => {
    localStorage.removeItem(address());
    found.hidden = true;
    form.elements.title.focus();
  });
}

// The newest answer wins; a narrow screen has the button.
const shown = form.querySelector("[data-preview]");
const wide = matchMedia("(width >= 60rem)");
let asking = new AbortController();
let looking;

async function look() {
  if (!wide.matches) return;
  asking.abort();
  asking = new AbortController();
  const body = new URLSearchParams(new FormData(form));
  try {
    const answer = await fetch("/write/preview", { method: "POST", headers: { Accept: "application/json" }, body, signal: asking.signal });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["[data-preview-text]", "[data-checks]"]) {
      document.querySelector(part)?.replaceWith(fresh.querySelector(part));
    }
    shown.hidden = false;
  } catch {
    // The next letter asks again.
  }
}

form.addEventListener("input", () => {
  clearTimeout(looking);
  looking = setTimeout(look, PREVIEW_MS);
});
wide.addEventListener("change", look);
look();
