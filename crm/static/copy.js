// A button that copies a text of the page, told to screen readers.

for (const place of document.querySelectorAll("[data-copy]")) {
  const button = place.querySelector("button");
  const text = place.querySelector("code");
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  button.after(" ", said, " ");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      said.textContent = "Copied.";
    } catch {
      getSelection().selectAllChildren(text);
      said.textContent = "Selected: copy it now.";
    }
  });
}
