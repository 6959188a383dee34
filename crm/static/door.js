// The page of a link: files are looked into when they are chosen, and boxes drawn on pages are hidden.

const chooser = document.querySelector("form[data-at-once]");
if (chooser) {
  chooser.querySelector("[data-at-once-hint]").hidden = false;
  const input = chooser.querySelector("input[type=file]");
  input.addEventListener("change", () => {
    if (!input.files.length) return;
    const count = input.files.length === 1 ? "your file" : `your ${input.files.length} files`;
    chooser.querySelector("[data-at-once-said]").textContent = `Looking into ${count}…`;
    chooser.requestSubmit();
  });
}

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

const form = document.querySelector("form[data-hide]");
if (form) {
  const drawn = []; // { sheet, edges: [left, top, right, bottom] } with edges from 0 to 1
  const said = form.querySelector("[data-drawn]");
  const write = () => {
    said.value = drawn.map(({ sheet, edges }) => [sheet, ...edges.map((e) => e.toFixed(4))].join(":")).join(";");
  };
  document.querySelector("[data-hide-hint]")?.removeAttribute("hidden");
  for (const sheet of form.querySelectorAll("[data-sheet]")) prepare(sheet);

  function prepare(sheet) {
    const boxes = sheet.querySelector("[data-boxes]");
    const list = sheet.querySelector("[data-list]");
    const finger = sheet.querySelector("[data-draw]");
    const name = sheet.dataset.sheet;
    sheet.querySelector("[data-tools]").hidden = !matchMedia("(any-pointer: coarse)").matches;
    finger.addEventListener("click", () => {
      const on = finger.getAttribute("aria-pressed") !== "true";
      finger.setAttribute("aria-pressed", String(on));
      boxes.classList.toggle("pw-hide__boxes--finger", on);
    });

    const place = (event) => {
      const area = boxes.getBoundingClientRect();
      const part = (at, start, size) => Math.min(1, Math.max(0, (at - start) / size));
      return [part(event.clientX, area.left, area.width), part(event.clientY, area.top, area.height)];
    };
    let from = null;
    let mark = null;
    const edges = (to) => [Math.min(from[0], to[0]), Math.min(from[1], to[1]),
      Math.max(from[0], to[0]), Math.max(from[1], to[1])];
    const show = (span, [left, top, right, bottom]) => {
      span.style.left = `${left * 100}%`;
      span.style.top = `${top * 100}%`;
      span.style.width = `${(right - left) * 100}%`;
      span.style.height = `${(bottom - top) * 100}%`;
    };
    const stop = () => {
      from = null;
      mark = null;
    };
    boxes.addEventListener("pointerdown", (event) => {
      const may = event.pointerType === "mouse" || finger.getAttribute("aria-pressed") === "true";
      if (!may || event.button !== 0) return;
      event.preventDefault();
      boxes.setPointerCapture(event.pointerId);
      from = place(event);
      mark = boxes.appendChild(document.createElement("span"));
    });
    boxes.addEventListener("pointermove", (event) => {
      if (from) show(mark, edges(place(event)));
    });
    boxes.addEventListener("pointercancel", () => {
      mark?.remove();
      stop();
    });
    boxes.addEventListener("pointerup", (event) => {
      if (!from) return;
      const found = edges(place(event));
      const span = mark;
      stop();
      if (found[2] - found[0] < 0.01 || found[3] - found[1] < 0.005) return span.remove();
      const box = { sheet: name, edges: found };
      drawn.push(box);
      write();
      offer(span, box);
    });

    function offer(span, box) {
      const line = list.appendChild(document.createElement("li"));
      const button = line.appendChild(document.createElement("button"));
      button.type = "button";
      button.textContent = `Take away the box at ${Math.round(box.edges[1] * 100)}% of the page`;
      button.addEventListener("click", () => {
        drawn.splice(drawn.indexOf(box), 1);
        write();
        span.remove();
        line.remove();
        finger.focus();
      });
    }
  }
}
