// A fact is changed where it stands: by its pen, by a press on the cell of a list, or with E.
// Enter saves, Escape leaves it as it was. The server's own form and checks decide.

const say = () => import(`./toast.js${new URL(import.meta.url).search}`);
let opened = null;

// Where the one-field form is: the pen names it; a cell of a list names its field, its row the record.
function address(opener) {
  if (opener.href) return opener.dataset.cell;
  const record = new URL(opener.closest("tr").querySelector("th a").href).pathname;
  return `${record}/cells/${opener.dataset.cell}`;
}

async function open(opener) {
  close();
  const from = document.activeElement;
  const answer = await fetch(address(opener));
  if (answer.redirected || !answer.ok) return location.reload(); // signed out meanwhile, or gone
  const holder = opener.closest(".pw-cell") ?? opener;
  const box = document.createElement("div");
  box.className = "pw-cell__box";
  const inside = holder === opener;
  opened = { holder, box, opener, from, inside, was: inside ? [...holder.childNodes] : null };
  if (inside) holder.replaceChildren(box);
  else {
    holder.hidden = true;
    holder.after(box);
  }
  return fill(await answer.text());
}

function fill(html) {
  opened.box.innerHTML = html;
  const field = opened.box.querySelector("[role=alert], .govuk-input, .govuk-select");
  field.focus();
  field.select?.();
}

function close(shown = null) {
  if (!opened) return;
  const { holder, box, opener, from, inside, was } = opened;
  opened = null;
  if (inside) holder.replaceChildren(...(shown ?? was));
  else {
    box.remove();
    holder.hidden = false;
    if (shown) holder.querySelector("[data-value]").replaceChildren(...shown);
  }
  (inside ? from : opener).focus();
}

async function save(form) {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  if (answer.redirected) return location.reload();
  const html = await answer.text();
  const page = new DOMParser().parseFromString(html, "text/html");
  const saved = page.querySelector("[data-saved]");
  if (!saved && !page.querySelector("[data-cell-form]")) {
    const toast = await say();
    return toast.say("This could not be saved. Open the whole form with Edit.");
  }
  if (!saved) return fill(html);
  close([...saved.childNodes]);
  return told(page.querySelector(".pw-flashes"));
}

// Show the message with Undo; Undo leads back to this page.
async function told(flashes) {
  const { show } = await say();
  for (const old of document.querySelectorAll(".pw-flashes")) old.remove();
  document.getElementById("main-content").prepend(flashes);
  for (const toast of flashes.querySelectorAll("[data-toast]")) {
    toast.querySelector("[name=back]").value = location.pathname + location.search;
    show(toast);
  }
}

// A short form that has its own page, shown under the row of its link. It is sent as from its page.
async function unfold(link) {
  close();
  const answer = await fetch(link.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const form = page.querySelector("main form.pw-form");
  if (answer.redirected || !form) return location.assign(link.href);
  form.action = link.href;
  const title = document.createElement("h3");
  title.textContent = page.querySelector("h1").textContent;
  form.prepend(title);
  const box = document.createElement("div");
  box.className = "pw-log";
  box.append(form);
  opened = { holder: link, box, opener: link, from: link, inside: false, was: null };
  link.closest("li").append(box);
  return box.querySelector("input:not([type=hidden]), select").focus();
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("[data-inplace]");
  if (link) {
    event.preventDefault();
    return unfold(link);
  }
  if (opened?.box.contains(event.target) && event.target.closest("a")) {
    event.preventDefault(); // Cancel
    return close();
  }
  if (event.target.closest("[data-cell-cancel]")) return close();
  const opener = event.target.closest("[data-cell]");
  if (!opener || opener.contains(opened?.box ?? null)) return;
  event.preventDefault();
  open(opener);
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-cell-form]")) return;
  event.preventDefault();
  save(event.target);
});

document.addEventListener("keydown", (event) => {
  if (!opened?.box.contains(event.target)) return;
  if (event.key === "Escape") close();
  if (event.key === "Enter" && event.target.matches("select")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});
