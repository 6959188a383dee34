// While an occupation is typed, the ones that fit stand below it: arrows move, Enter or a press
// takes one, Escape leaves what was typed. The server reads words too, so nothing here is needed.

let number = 0;

function begin(field) {
  const list = document.createElement("ul");
  list.className = "pw-options";
  list.id = `options-${(number += 1)}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Occupations that fit");
  list.hidden = true;
  const said = document.createElement("span");
  said.className = "govuk-visually-hidden";
  said.setAttribute("role", "status");
  const box = document.createElement("div");
  box.className = "pw-options__box";
  field.replaceWith(box);
  box.append(field, list, said);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  const lines = () => [...list.children];
  const chosen = () => list.querySelector("[aria-selected=true]");
  let waiting;
  let asked = null;

  const show = (open) => {
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    if (!open) choose(null);
  };

  function choose(line) {
    for (const one of lines()) one.setAttribute("aria-selected", String(one === line));
    if (line) field.setAttribute("aria-activedescendant", line.id);
    else field.removeAttribute("aria-activedescendant");
    line?.scrollIntoView({ block: "nearest" });
  }

  function take(line) {
    clearTimeout(waiting);
    asked?.abort();
    field.value = line.dataset.value;
    said.textContent = `${line.dataset.value} chosen`;
    show(false);
  }

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const words = new URLSearchParams({ q: field.value, part: "options" });
    try {
      const answer = await fetch(`${field.dataset.occupation}?${words}`, { signal: asked.signal });
      if (answer.redirected || !answer.ok) return show(false);
      list.innerHTML = await answer.text();
    } catch (error) {
      return error.name === "AbortError" ? null : show(false);
    }
    const count = lines().length;
    said.textContent = count === 1 ? "1 occupation fits" : `${count || "No"} occupations fit`;
    return show(count > 0);
  }

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    if (field.value.trim().length < 2) return show(false);
    waiting = setTimeout(ask, 150);
    return null;
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    const all = lines();
    const at = all.indexOf(chosen());
    if (event.key === "ArrowDown") choose(all[(at + 1) % all.length]);
    else if (event.key === "ArrowUp") choose(all[(at - 1 + all.length) % all.length]);
    else if (event.key === "Escape") show(false);
    else if (event.key === "Enter" && chosen()) take(chosen());
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", () => show(false));
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus
  list.addEventListener("click", (event) => {
    const line = event.target.closest("[role=option]");
    if (line) take(line);
  });
  show(false);
}

for (const field of document.querySelectorAll("[data-occupation]")) begin(field);
