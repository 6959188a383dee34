// The palette (Ctrl+K): one line to find a record, go to a page or begin to do something. The
// server answers with the lines; this file only moves among them.

const box = document.createElement("dialog");
box.className = "pw-palette";
box.setAttribute("aria-label", "Find or do something");
box.innerHTML = `
  <form class="pw-palette__form" method="get" action="/search">
    <label class="govuk-visually-hidden" for="palette-line">Find or do something</label>
    <input class="pw-palette__input" id="palette-line" name="q" type="text" role="combobox"
      aria-expanded="true" aria-controls="palette-found" aria-autocomplete="list"
      placeholder="Like: log call grundon" autocomplete="off" spellcheck="false" maxlength="200">
    <button class="pw-palette__close" type="button">Close</button>
  </form>
  <div class="pw-palette__found" id="palette-found" role="listbox" aria-label="What was found"></div>
  <p class="pw-palette__foot"><span class="pw-palette__keys"><kbd class="pw-key">↑</kbd>
    <kbd class="pw-key">↓</kbd> move <kbd class="pw-key">Enter</kbd> choose
    <kbd class="pw-key">Esc</kbd> close</span> <span role="status"></span></p>`;
document.body.append(box);
const line = box.querySelector("input");
const list = box.querySelector("[role=listbox]");
const said = box.querySelector("[role=status]");
let asked = null;
let waiting;

const lines = () => [...list.querySelectorAll("[role=option]")];

function choose(chosen) {
  for (const one of lines()) one.setAttribute("aria-selected", String(one === chosen));
  if (chosen) line.setAttribute("aria-activedescendant", chosen.id);
  else line.removeAttribute("aria-activedescendant");
  chosen?.scrollIntoView({ block: "nearest" });
}

const chosen = () => list.querySelector("[aria-selected=true]");

async function ask() {
  asked?.abort();
  asked = new AbortController();
  const words = new URLSearchParams({ q: line.value, here: location.pathname });
  try {
    const answer = await fetch(`/palette?${words}`, { signal: asked.signal });
    if (answer.redirected) return location.reload(); // signed out meanwhile
    if (!answer.ok) throw new Error(answer.status);
    list.innerHTML = await answer.text();
  } catch (error) {
    if (error.name === "AbortError") return;
    list.replaceChildren();
    said.textContent = "Could not search. Check your connection and type again.";
    return;
  }
  const found = lines();
  choose(found[0]);
  said.textContent = found.length === 1 ? "1 result" : `${found.length || "No"} results`;
}

line.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, 150);
});

line.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const all = lines();
  const at = all.indexOf(chosen());
  if (event.key === "ArrowDown") choose(all[(at + 1) % all.length]);
  else if (event.key === "ArrowUp") choose(all[(at - 1 + all.length) % all.length]);
  else return;
  event.preventDefault();
});

// Enter goes where the chosen line leads; with none, to the search page.
line.form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  await ask();
  const link = chosen();
  if (link) go(link);
  else if (line.value.trim()) line.form.submit();
});

list.addEventListener("click", (event) => {
  const link = event.target.closest("[role=option]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link);
});

function go(link) {
  box.close();
  location.assign(link.href);
}

box.querySelector(".pw-palette__close").addEventListener("click", () => box.close());
box.addEventListener("click", (event) => {
  if (event.target === box) box.close(); // a press outside
});

// Focus goes back by itself to where it was when the dialog closes.
export function open() {
  if (box.open) return;
  for (const menu of document.querySelectorAll("details[data-menu]")) menu.open = false;
  box.showModal();
  line.select();
  ask();
}
