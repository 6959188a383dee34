// Dragging a step of tomorrow to another day sends the step's own form, which works without this.

const days = [...document.querySelectorAll("[data-day]")];
let dragged = null;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-step][draggable]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.step);
  dragged.classList.add("is-dragged");
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = null;
  for (const day of days) day.classList.remove("is-target");
});

for (const day of days) {
  day.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    for (const other of days) other.classList.toggle("is-target", other === day);
  });
  day.addEventListener("drop", (event) => {
    event.preventDefault();
    const form = dragged?.querySelector("form");
    if (!form) return;
    form.elements.move.value = `${dragged.dataset.step}~${day.dataset.day}`;
    form.requestSubmit();
  });
}
