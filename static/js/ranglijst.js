/* Dragging the own list into order. The buttons do the same; without this file there are only those. */
(() => {
  "use strict";

  let dragged = null;
  let before = 0;

  const rows = (list) => [...list.querySelectorAll(":scope > li")];

  function addHandles(root) {
    for (const list of root.querySelectorAll("[data-ranglijst]")) {
      if (list.querySelector(".ranglijst-greep") || rows(list).length < 2) continue;
      for (const row of rows(list)) {
        const handle = document.createElement("span");
        handle.className = "ranglijst-greep";
        handle.setAttribute("aria-hidden", "true");
        handle.textContent = "⠿";
        row.prepend(handle);
      }
    }
  }

  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest(".ranglijst-greep");
    if (!handle || event.button !== 0) return;
    event.preventDefault();
    dragged = handle.closest("li");
    before = rows(dragged.parentElement).indexOf(dragged);
    dragged.dataset.sleept = "";
    handle.setPointerCapture(event.pointerId);
  });

  document.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    for (const row of rows(dragged.parentElement)) {
      if (row === dragged) continue;
      const box = row.getBoundingClientRect();
      if (event.clientY < box.top || event.clientY > box.bottom) continue;
      row[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
    }
  });

  function drop() {
    if (!dragged) return;
    const row = dragged;
    dragged = null;
    delete row.dataset.sleept;
    const now = rows(row.parentElement).indexOf(row);
    if (now === before) return;
    const form = row.querySelector("form");
    window.htmx.ajax("POST", form.getAttribute("hx-post"), {
      source: form,
      target: "#ranglijst",
      swap: "outerHTML",
      values: { plaats: row.dataset.plaats, naar: now + 1 },
    });
  }
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
  document.addEventListener("htmx:afterSwap", () => addHandles(document));
  addHandles(document);
})();
