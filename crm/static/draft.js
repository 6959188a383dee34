// Keeps what is typed into a form on this device until the service has it: for visits without
// signal. Loaded where such a form is, and on other pages while something is kept.
// The form's own mark (form_token) is kept too, so what was saved after all is not saved twice.

const STORE = "drafts";
const LASTS = 3 * 24 * 3600 * 1000;
const MARKS = ["form_token", "suggested"];
const form = document.querySelector("form[data-draft]");
const target = form && new URL(form.action).pathname;
const key = form && `${form.dataset.draft} ${target}`;

function change(act) {
  try {
    const drafts = JSON.parse(localStorage.getItem(STORE) || "{}");
    act(drafts);
    if (Object.keys(drafts).length) localStorage.setItem(STORE, JSON.stringify(drafts));
    else localStorage.removeItem(STORE);
  } catch {
    // This browser keeps nothing: the form works as it does everywhere.
  }
}

function fields() {
  return [...form.elements].filter(
    (field) => field.name && (field.type !== "hidden" || MARKS.includes(field.name)),
  );
}

function typed() {
  const values = {};
  for (const field of fields()) {
    if (field.type === "radio" || field.type === "checkbox") {
      values[field.name] ||= [];
      if (field.checked) values[field.name].push(field.value);
    } else if (field.tagName !== "BUTTON") values[field.name] = field.value;
  }
  return values;
}

function keep(sent) {
  change((drafts) => {
    drafts[key] = { at: Date.now(), from: location.pathname, target, sent, values: typed() };
  });
}

function fill(values) {
  for (const field of fields()) {
    const value = values[field.name];
    if (value === undefined) continue;
    if (Array.isArray(value)) field.checked = value.includes(field.value);
    else field.value = value;
  }
}

function tell(lead, text, button) {
  document.getElementById("draft")?.remove();
  const note = document.createElement("div");
  note.id = "draft";
  note.className = "pw-note pw-note--amber";
  note.setAttribute("role", "status");
  const strong = document.createElement("b");
  strong.textContent = lead;
  note.append(strong, ` ${text} `, ...(button ? [button] : []));
  form.before(note);
}

function startAgain() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "pw-button pw-button--plain pw-button--small";
  button.textContent = "Start again";
  button.addEventListener("click", () => {
    change((drafts) => delete drafts[key]);
    location.reload();
  });
  return button;
}

// What was sent from the page before this one, and led on to another page, is saved.
const wrong = document.querySelector("[data-error-summary]");
const [visit] = performance.getEntriesByType("navigation");
const before = document.referrer && new URL(document.referrer).pathname;
change((drafts) => {
  for (const [name, draft] of Object.entries(drafts)) {
    const went = draft.sent && visit?.type === "navigate" && before === draft.from;
    const saved = went && location.pathname !== draft.target;
    if (saved || Date.now() - draft.at > LASTS) delete drafts[name];
  }
});

// Somebody may have been quicker than this script.
const begun = () =>
  fields().some((field) =>
    field.type === "radio" || field.type === "checkbox"
      ? field.checked !== field.defaultChecked
      : "defaultValue" in field && field.value !== field.defaultValue,
  );

if (form && begun()) keep(false);
else if (form) {
  change((drafts) => {
    const draft = drafts[key];
    if (!draft) return;
    draft.sent = false;
    if (wrong) return;
    fill(draft.values);
    const at = new Date(draft.at).toLocaleTimeString("en-GB", { timeStyle: "short" });
    tell("Not saved yet.", `What you typed at ${at} is back.`, startAgain());
  });
}
if (form) {
  form.addEventListener("input", () => keep(false));
  form.addEventListener("submit", (event) => {
    keep(navigator.onLine);
    if (navigator.onLine) return;
    event.preventDefault();
    tell("No signal.", "What you typed is kept on this device. Save it when there is signal.");
  });
  window.addEventListener("online", () => {
    if (document.getElementById("draft")) tell("There is signal again.", "Save it now.");
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) keep(false);
  });
}

// Nothing stays behind for whoever uses this device next.
document.addEventListener("submit", (event) => {
  if (new URL(event.target.action).pathname === "/sign-out") {
    change((drafts) => Object.keys(drafts).forEach((name) => delete drafts[name]));
  }
});
