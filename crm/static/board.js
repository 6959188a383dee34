// The board by mouse and by keys. Both send the card's own "Move to" form, which works without this.

const board = document.querySelector("[data-board]");
const columns = [...board.querySelectorAll("[data-stage]")];
let dragged = null;

function send(card, stage) {
  const form = card?.querySelector("form");
  if (!form || card.closest("[data-stage]").dataset.stage === stage) return;
  form.elements.to.value = stage;
  form.requestSubmit();
}

board.addEventListener("dragstart", (event) => {
  dragged = event.target.closest(".pw-card");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.id);
  dragged.classList.add("is-dragged");
});

board.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = null;
  for (const column of columns) column.classList.remove("is-target");
});

for (const column of columns) {
  column.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    for (const other of columns) other.classList.toggle("is-target", other === column);
  });
  column.addEventListener("drop", (event) => {
    event.preventDefault();
    send(dragged, column.dataset.stage);
  });
}

const names = (column) => [...column.querySelectorAll(".pw-card__name")];

// Where an arrow leads from a card: up and down in its column, else the nearest column with cards.
function neighbour(link, key) {
  const column = link.closest("[data-stage]");
  const place = names(column).indexOf(link);
  if (key === "ArrowUp" || key === "ArrowDown") {
    return names(column)[place + (key === "ArrowDown" ? 1 : -1)];
  }
  const step = key === "ArrowRight" ? 1 : -1;
  for (let at = columns.indexOf(column) + step; columns[at]; at += step) {
    const found = names(columns[at]);
    if (found.length) return found[Math.min(place, found.length - 1)];
  }
  return null;
}

board.addEventListener("keydown", (event) => {
  const link = event.target.closest(".pw-card__name");
  if (!link || !event.key.startsWith("Arrow") || event.ctrlKey || event.altKey || event.metaKey) return;
  const sideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
  if (event.shiftKey && !sideways) return;
  event.preventDefault();
  if (!event.shiftKey) {
    neighbour(link, event.key)?.focus();
    return;
  }
  const next = columns.indexOf(link.closest("[data-stage]")) + (event.key === "ArrowRight" ? 1 : -1);
  if (columns[next]) send(link.closest(".pw-card"), columns[next].dataset.stage);
});

// After a move the page comes back at the card.
if (location.hash.startsWith("#card-")) {
  document.getElementById(location.hash.slice(1))?.querySelector("a")?.focus();
}
