// Single keys for people who work by keyboard. They never act inside a field, a dialog or with a
// modifier held; a person can switch them off (Keys and rows). Each follows a link or presses a
// button of the page, so rights are those of the page.

const GO = { t: "/", e: "/employers", b: "/pipeline", v: "/vacancies", p: "/placements", h: "/history" };
const FIELD = "input:not([type=checkbox]), select, textarea, [contenteditable], dialog";
const ROWS = "main tbody tr, main .pw-rows > li, main .pw-card";
let going = 0;

const link = (row) => row.querySelector("th a, a");
const rows = () => [...document.querySelectorAll(ROWS)].filter((row) => link(row)?.checkVisibility());
const here = () => document.activeElement?.closest(ROWS);

// Along a record's own list when it has one, else from row to row and on to the next page.
function step(down) {
  const trail = document.querySelector(`.pw-trail a[rel=${down ? "next" : "prev"}]`);
  if (trail) return trail.click();
  if (document.querySelector(".pw-trail")) return undefined;
  const all = rows();
  const row = here();
  const at = row ? all.indexOf(row) + (down ? 1 : -1) : 0;
  const page = document.querySelector(`.pw-pager a[rel=${down ? "next" : "prev"}]`);
  return (all[at] ? link(all[at]) : page)?.focus();
}

// What a key means on the current row, else on the page: a link or button marked with it, or the
// row's own page with the ending that its table names.
function act(key) {
  const row = here();
  const marked = row?.querySelector(`[data-key=${key}]`);
  const ending = row?.closest("table")?.dataset[key];
  const cell = key === "e" && row?.querySelector("[data-cell]");
  if (marked ?? cell) (marked ?? cell).click();
  else if (ending) location.assign(new URL(link(row).href).pathname + ending);
  else [...document.querySelectorAll(`[data-key=${key}]`)].find((one) => !one.closest(ROWS))?.click();
}

function undo() {
  const button = document.querySelector("[data-toast] button");
  if (button) button.focus();
  else document.querySelector('a[href="/history"]')?.click();
}

async function sheet() {
  const answer = await fetch("/account/keys");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const keys = page.getElementById("keys-sheet");
  if (!keys) return location.assign("/account/keys");
  const box = document.createElement("dialog");
  box.className = "pw-sheet";
  box.setAttribute("aria-labelledby", "keys-title");
  box.innerHTML = `<div class="pw-head"><h2 class="pw-head__text" id="keys-title">Keys</h2>
    <a href="/account/keys">Switch single keys off</a>
    <button class="pw-button" type="button" autofocus>Close</button></div>`;
  box.append(keys);
  box.querySelector("button").addEventListener("click", () => box.close());
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  return box.showModal();
}

const keys = {
  "/": () => [...document.querySelectorAll(".pw-search__input")].find((one) => one.checkVisibility())?.focus(),
  "?": sheet,
  j: () => step(true),
  k: () => step(false),
  x: () => here()?.querySelector("input[name=pick]")?.click(),
  n: () => document.querySelector('.pw-brand a[href="/employers/new"]')?.click(),
  u: undo,
};
for (const key of ["l", "v", "e"]) keys[key] = () => act(key);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  if (event.defaultPrevented || event.target.closest(FIELD) || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (going && event.timeStamp - going < 1500 && GO[key]) {
    document.querySelector(`.pw-nav a[href="${GO[key]}"]`)?.click();
  } else if (key === "g") {
    going = event.timeStamp;
    return;
  } else if (keys[key]) {
    keys[key]();
  } else {
    return;
  }
  going = 0;
  event.preventDefault();
});
document.body.dataset.keys = "ready";
