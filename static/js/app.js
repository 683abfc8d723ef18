/* What every page does beyond HTML: keys, menus, dialogs, toasts, focus after a swap, dirty forms.
   Without this file every page still works. */
(() => {
  "use strict";

  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const writing = (element) => element?.closest("input:not([type=checkbox],[type=radio],[type=button],[type=submit]), textarea, select, [contenteditable]");

  /* --- Saying things -------------------------------------------------------------------------------- */

  const live = one("#aankondiging");
  function announce(text) {
    if (!live || !text) return;
    live.textContent = "";
    setTimeout(() => { live.textContent = text; }, 120);
  }

  const TOAST_MS = 10000;
  function watchToast(toast) {
    const stays = toast.matches(".toast-error, .toast-warning");
    if (stays) return;
    let timer;
    const start = () => { timer = setTimeout(() => toast.remove(), TOAST_MS); };
    const stop = () => clearTimeout(timer);
    toast.addEventListener("pointerenter", stop);
    toast.addEventListener("focusin", stop);
    toast.addEventListener("pointerleave", start);
    start();
  }
  function showToast(text, kind = "info") {
    const shape = one("#toast-vorm");
    const holder = one("#meldingen");
    if (!shape || !holder) return;
    const toast = shape.content.firstElementChild.cloneNode(true);
    toast.classList.add(`toast-${kind}`);
    one("p", toast).textContent = text;
    holder.append(toast);
    watchToast(toast);
  }
  all("[data-toast]").forEach(watchToast);
  announce(all("[data-toast] p").map((p) => p.textContent.trim()).join(" "));
  document.addEventListener("sb:toast", (event) => {
    const { tekst, soort } = event.detail ?? {};
    if (tekst) showToast(tekst, soort);
  });

  /* --- Dialogs and menus ---------------------------------------------------------------------------- */

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialoog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialoog);
      if (dialog?.showModal) {
        event.preventDefault();
        opener.closest("[data-menu]")?.removeAttribute("open");
        dialog.showModal();
      }
      return;
    }
    const closer = event.target.closest("[data-sluit]");
    if (closer) closer.closest("dialog")?.close();
    if (event.target.matches("dialog[open]") && outside(event.target, event)) event.target.close();
    event.target.closest("[data-toast-sluit]")?.closest("[data-toast]").remove();
    all("[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    });
  });
  function outside(dialog, event) {
    const box = dialog.getBoundingClientRect();
    return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
  }

  /* --- First steps, one at a time, until somebody closes them on this device ------------------------- */

  const toured = (key) => { try { return localStorage.getItem(`sb-rondleiding:${key}`); } catch { return "1"; } };
  all("[data-rondleiding]").forEach((tour) => {
    const key = tour.dataset.rondleiding;
    if (toured(key)) return;
    const steps = all("li", tour);
    const [back, next, close] = ["terug", "verder", "klaar"].map((name) => one(`[data-${name}]`, tour));
    let now = 0;
    function show(move) {
      now = Math.min(Math.max(now + move, 0), steps.length - 1);
      steps.forEach((step, index) => { step.hidden = index !== now; });
      one("[data-stand]", tour).textContent = `${now + 1} van ${steps.length}`;
      back.hidden = now === 0;
      next.hidden = now === steps.length - 1;
      close.textContent = next.hidden ? "Klaar" : "Overslaan";
      if (move) announce(steps[now].textContent.trim());
    }
    back.addEventListener("click", () => show(-1));
    next.addEventListener("click", () => show(1));
    close.addEventListener("click", () => {
      try { localStorage.setItem(`sb-rondleiding:${key}`, "1"); } catch { /* it will show again */ }
      delete tour.dataset.open;
      one("#inhoud").focus();
    });
    show(0);
    tour.dataset.open = "1";
  });

  /* --- Keys ----------------------------------------------------------------------------------------- */

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = one("[data-menu][open]");
      if (menu) {
        menu.removeAttribute("open");
        one("summary", menu).focus();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target) || one("dialog[open]")) return;
    if (event.key === "/") {
      const field = one("#zoekveld");
      event.preventDefault();
      if (field?.offsetParent) {
        field.focus();
        field.select();
      } else {
        one(".bovenbalk-zoek")?.click();
      }
    } else if (event.key === "?") {
      one("#toetsen")?.showModal();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      walkList(event);
    }
  });
  /* In a list with data-pijltjes the arrows walk over its items; each item shows focus on its first link or button. */
  function walkList(event) {
    const list = event.target.closest?.("[data-pijltjes]");
    if (!list) return;
    const stops = [...list.children].map((item) => one("a[href], button:not([disabled])", item)).filter(Boolean);
    const now = stops.findIndex((stop) => stop.closest("[data-pijltjes] > *").contains(event.target));
    const next = stops[now + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  }

  /* --- Focus ---------------------------------------------------------------------------------------- */

  one(".foutenlijst:not([data-rustig] *)")?.focus();

  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    const swapped = target.isConnected ? target : document.getElementById(target.id);
    if (!swapped) return;
    const spoken = swapped.matches("[data-aankondig]") ? swapped : one("[data-aankondig]", swapped);
    if (spoken) announce(spoken.dataset.aankondig || spoken.textContent.trim());
    all("[data-toast]").forEach((toast) => { if (!toast.dataset.gezien) { toast.dataset.gezien = "1"; watchToast(toast); } });
    // Only when the focus was lost with what was swapped away: polling and filters must not steal it.
    const lost = document.activeElement === document.body || document.activeElement === null;
    const polling = event.detail.requestConfig?.triggeringEvent === undefined;
    const errors = one(".foutenlijst", swapped);
    if (errors) {
      errors.focus();
    } else if (lost && !polling) {
      const place = one("[data-focus], [autofocus]", swapped) ?? swapped;
      if (!place.matches("a, button, input, select, textarea, [tabindex]")) place.setAttribute("tabindex", "-1");
      place.focus({ preventScroll: true });
      place.scrollIntoView({ block: "nearest" });
    }
  });

  /* --- When the server does not answer as hoped ------------------------------------------------------ */

  document.addEventListener("htmx:beforeSwap", (event) => {
    // An expired login: htmx has followed the redirect to the whole login page. Go there, and come back here after.
    const { xhr } = event.detail;
    if (new URL(xhr.responseURL || location.href, location.href).pathname.startsWith("/account/login/") && !location.pathname.startsWith("/account/login/")) {
      event.detail.shouldSwap = false;
      leaveForLogin();
    }
  });
  function leaveForLogin() {
    document.dispatchEvent(new CustomEvent("sb:bewaar-nu"));
    leaving = true;
    location.assign(`/account/login/?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
  document.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    const texts = { 401: "Het inloggen is verlopen.", 403: "Dat mag niet, of de pagina stond te lang open. Ververs de pagina.", 404: "Dit bestaat niet meer. Ververs de pagina.", 409: "Iemand anders heeft dit net veranderd. Ververs de pagina." };
    if (status === 401) leaveForLogin();
    else showToast(texts[status] ?? "Er ging iets mis bij ons. Probeer het nog een keer.", "error");
  });
  document.addEventListener("htmx:sendError", () => showToast("Er is geen verbinding. Probeer het zo nog een keer.", "error"));

  /* --- Forms ---------------------------------------------------------------------------------------- */

  let leaving = false;
  const guarded = (form) => form.matches("form[data-waarschuw]:not([data-geen-waarschuwing])");
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && guarded(form)) form.dataset.veranderd = "1";
  });
  document.addEventListener("submit", (event) => {
    leaving = true;
    setTimeout(() => { leaving = false; }, 3000);
    lockButtons(event);
  });
  // A second click must not send a form twice; the server guards against it too.
  function lockButtons(event) {
    const form = event.target;
    if (form.method !== "post" || form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]")) return;
    if (form.dataset.verstuurd) {
      event.preventDefault();
      return;
    }
    form.dataset.verstuurd = "1";
    setTimeout(() => { delete form.dataset.verstuurd; }, 5000);
  }
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) all("[data-verstuurd]").forEach((form) => { delete form.dataset.verstuurd; });
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && one("form[data-veranderd]")) event.preventDefault();
  });

  /* Tick all rows and count them: <input type="checkbox" data-kies-alles="kies">, <output data-gekozen="kies">. */
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.type !== "checkbox") return;
    const name = box.dataset.kiesAlles ?? box.name;
    const rows = all(`input[type=checkbox][name="${CSS.escape(name)}"]`);
    if (box.dataset.kiesAlles) rows.forEach((row) => { row.checked = box.checked; });
    const count = rows.filter((row) => row.checked).length;
    all(`[data-gekozen="${CSS.escape(name)}"]`).forEach((place) => { place.textContent = String(count); });
    all(`[data-kies-alles="${CSS.escape(name)}"]`).forEach((head) => {
      head.checked = count > 0 && count === rows.length;
      head.indeterminate = count > 0 && count < rows.length;
    });
  });

  /* Drop files on a file field, and show how far sending is. */
  const field = (event) => event.target.closest?.("[data-bestandsveld]");
  ["dragenter", "dragover"].forEach((name) => document.addEventListener(name, (event) => {
    const place = field(event);
    if (!place) return;
    event.preventDefault();
    place.classList.add("bestandsveld-boven");
  }));
  ["dragleave", "drop"].forEach((name) => document.addEventListener(name, (event) => {
    const place = field(event);
    if (!place || (name === "dragleave" && place.contains(event.relatedTarget))) return;
    place.classList.remove("bestandsveld-boven");
    if (name !== "drop" || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    const input = one("input[type=file]", place);
    const files = new DataTransfer();
    [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1).forEach((file) => files.items.add(file));
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    announce(`Gekozen: ${[...input.files].map((file) => file.name).join(", ")}`);
  }));
  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = one(".bestandsveld-voortgang", event.target);
    if (!bar || !event.detail.lengthComputable) return;
    bar.hidden = false;
    bar.value = (100 * event.detail.loaded) / event.detail.total;
  });
})();
