// Ticking many rows: the bar comes with the first tick and says how many each button means.

const bar = document.querySelector("[data-bulk]");
const picks = [...document.querySelectorAll('input[name="pick"][form="bulk"]')];
const all = document.createElement("input");
all.type = "checkbox";
all.className = "pw-tick";
all.setAttribute("aria-label", "Choose all on this page");
document.querySelector("[data-pick-all]")?.append(all);

const which = (value) => bar.querySelector(`input[name="which"][value="${value}"]`);
const said = bar.querySelector("[data-bulk-said]");
const plain = new Map([...bar.querySelectorAll("[data-counted]")].map((b) => [b, b.textContent]));

function counted() {
  const chosen = bar.querySelector('input[name="which"]:checked').value;
  if (chosen === "picked") return String(picks.filter((pick) => pick.checked).length);
  return chosen === "page" ? bar.dataset.page : bar.dataset.all;
}

function tell() {
  const ticked = picks.filter((pick) => pick.checked).length;
  const count = counted();
  bar.hidden = ticked === 0 && which("picked").checked;
  all.checked = ticked === picks.length;
  all.indeterminate = ticked > 0 && ticked < picks.length;
  for (const pick of picks) {
    pick.closest("tr").classList.toggle("pw-row--chosen", pick.checked || !which("picked").checked);
  }
  which("picked").nextElementSibling.textContent = ticked ? `The ${ticked} ticked` : "The ticked ones";
  for (const [button, words] of plain) {
    const shown = count && Number(count).toLocaleString("en-GB");
    button.textContent = shown ? button.dataset.counted.replace("#", shown) : words;
  }
  said.textContent = bar.hidden ? "" : `${count || "All that match"} chosen`;
}

for (const pick of picks) {
  pick.addEventListener("change", () => {
    which("picked").checked = true;
    tell();
  });
}
all.addEventListener("change", () => {
  for (const pick of picks) pick.checked = all.checked;
  which("picked").checked = true;
  tell();
});
bar.addEventListener("change", tell);
bar.addEventListener("reset", () => setTimeout(() => {
  tell();
  all.focus();
}));
// What was chosen before an act is not chosen after it, also on the way back to this page.
window.addEventListener("pageshow", () => {
  bar.reset();
});
tell();
bar.dataset.ready = "";
