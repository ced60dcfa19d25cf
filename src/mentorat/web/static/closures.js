// A range chosen on the calendar fills the empty closure row; htmx then refreshes the preview.
function connect() {
  const box = document.querySelector("details[data-calendar]");
  if (!box || box.dataset.connected) return;
  box.dataset.connected = "yes";
  box.hidden = false;
  box.querySelector("calendar-range").addEventListener("change", (event) => {
    const [first, last] = event.target.value.split("/");
    const row = box.dataset.calendar;
    document.getElementById(`${row}.from`).value = first;
    const end = document.getElementById(`${row}.to`);
    end.value = last;
    end.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

connect();
new MutationObserver(connect).observe(document.getElementById("content"), { childList: true, subtree: true });
