// Notes save themselves a moment after the last letter, by the form that a button would send. A text
// that somebody else changed meanwhile is not overwritten: the form is sent whole, and its page
// shows both.

const QUIET_MS = 1200;

for (const form of document.querySelectorAll("form[data-notes]")) {
  const field = form.querySelector("textarea");
  const state = form.querySelector("[data-state]");
  let kept = field.value;
  let timer, saving, waiting;

  async function save() {
    if (saving || field.value === kept) return;
    const sent = field.value;
    saving = true;
    state.textContent = form.dataset.saving;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (answer.status === 409 || answer.status === 422) return form.submit();
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const same = page.querySelector(`form[data-notes="${form.dataset.notes}"]`);
      form.elements.version.value = same.elements.version.value;
      kept = sent;
      state.textContent = form.dataset.saved;
    } catch {
      state.textContent = form.dataset.failed;
    }
    saving = false;
    if (waiting) return form.requestSubmit(waiting);
    if (field.value !== kept && field.value !== sent) plan();
  }
  function plan() {
    clearTimeout(timer);
    timer = setTimeout(save, QUIET_MS);
  }
  field.addEventListener("input", plan);
  // A button that is pressed meanwhile waits: two forms on one version would contradict each other.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!saving) return;
    event.preventDefault();
    waiting = event.submitter;
  });
  // What is not kept yet is not lost by leaving.
  addEventListener("beforeunload", (event) => field.value !== kept && !form.dataset.sent && event.preventDefault());
}
