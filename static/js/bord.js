/* The review board: keys, dragging, and where the focus goes. Without this file every page of it still works. */
(() => {
  "use strict";

  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const writing = (element) => element?.closest("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]");
  const board = () => one("[data-bord]");
  if (!board()) return;

  /* --- Keys: one letter each, and they can be switched off (WCAG 2.1.4) --- */

  const SETTING = "sb-bord-letters";
  const letters = () => { try { return localStorage.getItem(SETTING) !== "uit"; } catch { return true; } };
  const box = one("[data-lettertoetsen]");
  if (box) {
    box.checked = letters();
    box.addEventListener("change", () => {
      try { localStorage.setItem(SETTING, box.checked ? "aan" : "uit"); } catch { /* only for now */ }
    });
  }

  let from = null;
  const right = () => one("#rechts");
  const firstOf = (root) => one("[data-focus]", root) ?? one("a[href], button:not([disabled]), input:not([type=hidden])", root);
  const inList = (element) => element?.closest(".bord-links .bordrij");

  function press(key, row) {
    const place = (row && one(`[data-toets="${key}"]`, row)) ?? (key === "u" || key === "o" ? one(`.bord-balk [data-toets="${key}"]`) : null);
    place?.click();
    return Boolean(place);
  }

  // In the capture phase: on the board `/` and `?` mean the list and the keys of the board.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target) || one("dialog[open]")) return;
    const row = event.target.closest?.("[data-rij]") ?? one("#rechts [data-rij]");
    if (event.key === "?") {
      one("#bord-toetsen")?.showModal();
    } else if (event.key === "/") {
      const field = one(".bord-links input[name=q]") ?? one("#rechts input[type=text], #rechts input[name=q]");
      if (!field) return;
      field.focus();
      field.select();
    } else if (event.key === "ArrowRight" && inList(event.target)) {
      from = event.target;
      (firstOf(right()) ?? right()).focus();
    } else if (event.key === "ArrowLeft" && event.target.closest?.("#rechts")) {
      backToList();
    } else if (event.key === "ArrowDown" && event.target === document.body && one(".bord-links .bordrij a")) {
      one(".bord-links .bordrij a").focus();
    } else if (!(letters() && /^[prvuo]$/.test(event.key) && press(event.key, row))) {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  function backToList() {
    const kept = from?.isConnected ? from : null;
    (kept ?? one(".bord-links .bordrij a"))?.focus();
  }

  /* --- After a swap: the part that was asked for gets the focus --- */

  const wide = matchMedia("(min-width: 1200px)");
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, target } = event.detail;
    const row = inList(elt);
    if (row) from = one("a", row);
    // Below the list nobody would see what came: on a narrow screen a link is a plain link.
    if (target?.id === "rechts" && elt.matches("a[href]") && !wide.matches && one(".bord-links")) {
      event.preventDefault();
      location.assign(elt.href);
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const { target } = event.detail;
    if (target.id === "rechts" || target.id === "antwoord") {
      const place = one(`#${target.id} .foutenlijst`) ?? firstOf(document.getElementById(target.id));
      place?.focus({ preventScroll: true });
      place?.scrollIntoView({ block: "nearest" });
    } else if (target.id === "bord") {
      (one(".bord-links [data-focus]") ?? one(".bord-links .bordrij a") ?? one("#bord"))?.focus();
      const told = all("#meldingen [data-toast] p").map((p) => p.textContent.trim()).join(" ");
      const live = one("#aankondiging");
      if (live && told) setTimeout(() => { live.textContent = told; }, 150);
    }
    ready();
  });

  /* --- Dragging, beside the links that do the same (WCAG 2.5.7) --- */

  function ready() {
    all(".bord-links .bordrij[data-student]").forEach((row) => { row.draggable = true; });
  }
  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.(".bordrij[data-student]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.student);
  });
  const target = (event) => {
    const row = event.target.closest?.("[data-doel], .bordrij[data-student]");
    return dragged && row && row !== dragged ? row : null;
  };
  document.addEventListener("dragover", (event) => {
    const row = target(event);
    if (!row) return;
    event.preventDefault();
    all(".bordrij-boven").forEach((other) => { if (other !== row) other.classList.remove("bordrij-boven"); });
    row.classList.add("bordrij-boven");
  });
  document.addEventListener("dragend", () => {
    dragged = null;
    all(".bordrij-boven").forEach((row) => row.classList.remove("bordrij-boven"));
  });
  document.addEventListener("drop", (event) => {
    const row = target(event);
    if (!row) return;
    event.preventDefault();
    const base = dragged.dataset.bordStudent;
    const path = row.dataset.doel ? `${base}plaats/${row.dataset.doel}/` : `${base}ruil/${row.dataset.student}/`;
    const back = encodeURIComponent(location.pathname.endsWith("/bord/") ? location.search.slice(1) : "");
    const address = `${path}?terug=${back}`;
    if (window.htmx) window.htmx.ajax("GET", address, { target: "#rechts", swap: "outerHTML" });
    else location.assign(address);
  });

  ready();
})();
