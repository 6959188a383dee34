// A message with Undo stays 20 seconds, told to screen readers, and waits while somebody is at it.
// It stands first in the main part of the page, so Tab from the skip link reaches it. Afterwards
// the change is in History.

const STAYS = 20;
const voice = document.createElement("div");
voice.className = "govuk-visually-hidden";
voice.setAttribute("role", "status");
document.getElementById("main-content").prepend(voice);

// Say something through the page's live region.
export function say(words) {
  voice.textContent = "";
  setTimeout(() => (voice.textContent = words), 100);
}

export function show(toast) {
  let left = STAYS;
  const clock = document.createElement("span");
  clock.className = "pw-toast__left";
  clock.ariaHidden = "true";
  clock.textContent = `${left} s`;
  toast.removeAttribute("role");
  toast.querySelector(".moj-alert__action").append(clock);
  say(`${toast.querySelector(".moj-alert__content").textContent.trim()} You can undo this.`);
  const ticking = setInterval(() => {
    if (document.hidden || toast.matches(":hover, :focus-within")) return;
    left -= 1;
    clock.textContent = `${left} s`;
    if (left <= 0) close();
  }, 1000);
  const close = () => {
    clearInterval(ticking);
    toast.remove();
  };
  toast.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.getElementById("main-content").focus();
    close();
  });
}

for (const toast of document.querySelectorAll("[data-toast]")) show(toast);
