// Small comforts; every page works without this file.

document.body.classList.add("js-enabled", "govuk-frontend-supported");

// After a form came back with errors, start at their list.
document.querySelector("[data-error-summary], .govuk-error-summary")?.focus();

// A double click on a button sends a form once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const last = Number(form.dataset.sentAt || 0);
  if (event.timeStamp - last < 1000 && last > 0) event.preventDefault();
  else form.dataset.sentAt = String(event.timeStamp);
});

// Ctrl+Enter saves a quick form from any of its fields.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.ctrlKey) {
    event.target.closest?.("form[data-quick]")?.requestSubmit();
  }
});

// The menus of the brand bar close on Escape and when something else is used.
const menus = document.querySelectorAll("details[data-menu]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) {
    if (!menu.open) continue;
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
for (const kind of ["click", "focusin"]) {
  document.addEventListener(kind, (event) => {
    for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
  });
}

// GOV.UK's own script is fetched only by pages that hold a part it improves.
const improved = ["character-count", "password-input", "checkboxes", "radios"];
if (document.querySelector(improved.map((part) => `[data-module="govuk-${part}"]`).join())) {
  import("./vendor/govuk-frontend-6.3.0.min.js").then((govuk) => govuk.initAll());
}

// While an employer is typed, show the known ones that look like it.
const likely = document.querySelector("form[data-likely]");
if (likely) {
  const place = document.getElementById("likely");
  let waiting;
  likely.addEventListener("input", (event) => {
    if (!["name", "postcode", "email", "phone"].includes(event.target.name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const asked = new URLSearchParams();
      for (const name of ["name", "postcode", "email", "phone"]) {
        asked.set(name, likely.elements[name].value);
      }
      const answer = await fetch(`${likely.dataset.likely}?${asked}`);
      if (answer.ok) place.innerHTML = await answer.text();
    }, 300);
  });
}

// While words are typed, show what they find: the answer's own part replaces the one on the page.
const live = document.querySelector("form[data-live]");
if (live) {
  const place = document.getElementById(live.dataset.live);
  let waiting;
  live.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const answer = await fetch(`${live.action}?${new URLSearchParams(new FormData(live))}`);
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...page.getElementById(place.id).childNodes);
    }, 300);
  });
}

// While pay is typed, show what it comes to by the hour: the form asks as its own button does.
// A form that says "all" asks at each answer, and needs its button no more.
const paid = document.querySelector("form[data-worked-out]");
if (paid) {
  const place = document.getElementById("worked-out");
  const asked = ["pay_amount", "pay_basis", "weekly_hours", "weeks_per_year"];
  const all = paid.dataset.workedOut === "all";
  if (all) paid.querySelector("button[name=check]").remove();
  let waiting;
  paid.addEventListener("input", (event) => {
    if (!all && !asked.includes(event.target.name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const told = new FormData(paid);
      told.set("check", "y");
      const answer = await fetch(location.href, { method: "POST", body: told });
      if (answer.redirected || !answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...page.getElementById(place.id).childNodes);
    }, 400);
  });
}

// What is typed under an answer chooses that answer.
for (const place of document.querySelectorAll("[data-answers]")) {
  place.addEventListener("input", () => {
    document.getElementById(place.dataset.answers).checked = true;
  });
}

// A part of the script that only some pages or people need; it comes in this file's version.
const fetched = (name) => import(`./${name}.js${new URL(import.meta.url).search}`);
if (document.querySelector("[data-toast]")) fetched("toast");

// Facts that are changed where they stand.
if (document.querySelector("[data-cell], [data-inplace]")) fetched("cells");

// Occupations that fit what is typed.
if (document.querySelector("[data-occupation]")) fetched("occupation");

// Single keys, for those who did not switch them off.
if ("keys" in document.body.dataset) fetched("keys");

// What is typed into such a form is kept on this device until it was saved.
const kept = () => {
  try {
    return localStorage.getItem("drafts");
  } catch {
    return null;
  }
};
if (document.querySelector("form[data-draft]") || kept()) fetched("draft");

// Texts to copy with one press.
if (document.querySelector("[data-copy]")) fetched("copy");

// The palette, by its button or Ctrl+K.
const openers = document.querySelectorAll("[data-palette]");
const openPalette = async () => (await fetched("palette")).open();
for (const opener of openers) opener.addEventListener("click", openPalette);
document.addEventListener("keydown", (event) => {
  if (!openers.length || !(event.ctrlKey || event.metaKey) || event.key !== "k") return;
  event.preventDefault();
  openPalette();
});

// The board's script is fetched only where the board is.
const board = document.querySelector("[data-board]");
if (board) import(board.dataset.board);

// The merge screen: what is chosen shows in the result column at once, worked out by the server.
const preview = document.querySelector("form[data-preview]");
if (preview) {
  let asked = 0;
  const inputs = ["seen", "shown"];
  preview.addEventListener("change", async () => {
    const mine = ++asked;
    const answer = await fetch(preview.action, { method: "POST", body: new FormData(preview) });
    if (!answer.ok || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const cell of preview.querySelectorAll("[data-result]")) {
      const fresh = page.querySelector(`[data-result="${cell.dataset.result}"]`);
      if (fresh) cell.textContent = fresh.textContent;
    }
    for (const name of inputs) preview.elements[name].value = page.querySelector(`[name=${name}]`).value;
  });
}

// The script for ticking many rows is fetched only where there are rows to tick.
const bulk = document.querySelector("[data-bulk]");
if (bulk) import(bulk.dataset.bulk);

// The script for dragging steps to another day is fetched only on that page.
const spread = document.querySelector("[data-spread]");
if (spread) import(spread.dataset.spread);

// While a worker has a file, look every two seconds; when it is done, show the page as it is then.
const polled = document.querySelector("[data-poll]");
if (polled) {
  const look = async () => {
    const answer = await fetch(location.href).catch(() => null);
    if (!answer?.ok) return setTimeout(look, 10000);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const state = page.querySelector("[data-poll]")?.dataset.poll;
    if (!state) return location.reload();
    if (state !== polled.dataset.poll) {
      polled.dataset.poll = state;
      polled.innerHTML = page.querySelector("[data-poll]").innerHTML;
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
}

// The page of a link, on which a business chooses files and hides parts of them.
if (document.querySelector("[data-at-once], [data-hide], [data-print]")) fetched("door");
