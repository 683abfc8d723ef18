/* Nobody loses a text: <form data-autosave="URL"> is posted to URL while someone writes.

   The answer is JSON {versie, tekst}: `versie` goes into the hidden field of that name, `tekst` ("Opgeslagen om 14:32")
   into [data-opslagstatus]. 409 (changed elsewhere) and 422 bring {fout}. When the server cannot be reached or the
   login has expired, a copy stays on this device, for this person only. It is put back when the form opens again,
   unless the server has another text by then: in that case the person chooses.
   data-concept names the copy; a form with only data-concept is kept on this device and sent nowhere. */
(() => {
  "use strict";
  if (window.sbAutosave) return;
  window.sbAutosave = true;

  const DELAY_MS = 1500;
  const RETRY_MS = 20000;
  const KEEP_MS = 7 * 24 * 3600 * 1000;
  const PREFIX = "sb-concept:";
  const user = document.body.dataset.gebruiker ?? "";
  const SKIP = new Set(["csrfmiddlewaretoken", "versie", "actie"]);

  /* --- Copies on this device ------------------------------------------------------------------------- */

  const keyOf = (form) => `${PREFIX}${user}:${form.dataset.concept || form.dataset.autosave || location.pathname}`;
  function read(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  }
  function write(key, value) {
    try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
  }
  function forget(key) {
    try { localStorage.removeItem(key); } catch { /* storage is off: nothing was kept */ }
  }
  function copies() {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; }
  }
  function fieldsOf(form) {
    const found = {};
    for (const [name, value] of new FormData(form)) {
      if (SKIP.has(name) || typeof value !== "string") continue;
      (found[name] ??= []).push(value);
    }
    return found;
  }
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const empty = (fields) => !Object.values(fields).some((values) => values.some((value) => value.trim()));

  function fill(form, fields) {
    for (const control of form.elements) {
      if (!control.name || SKIP.has(control.name) || control.type === "file" || control.type === "hidden") continue;
      const values = fields[control.name] ?? [];
      if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
      else if (control.tagName === "SELECT" && control.multiple) [...control.options].forEach((option) => { option.selected = values.includes(option.value); });
      else if (control.tagName === "TEXTAREA" || control.tagName === "INPUT" || control.tagName === "SELECT") control.value = values[0] ?? "";
    }
  }

  /* --- One form -------------------------------------------------------------------------------------- */

  function guard(form) {
    const key = keyOf(form);
    const place = form.querySelector("[data-opslagstatus]");
    const address = form.dataset.autosave;
    let saved = fieldsOf(form);
    let timer = null;
    let busy = false;
    let stopped = false;

    function say(text, wrong = false, link = null) {
      if (!place) return;
      place.classList.toggle("opslagstatus-fout", wrong);
      place.textContent = text;
      if (link) {
        const anchor = document.createElement("a");
        anchor.href = link.href;
        anchor.textContent = link.text;
        place.append(" ", anchor);
      }
    }
    function keep(extra = {}) {
      return write(key, { op: Date.now(), velden: fieldsOf(form), server: saved, ...extra });
    }
    function clean(sent) {
      saved = sent;
      if (same(fieldsOf(form), sent)) {
        delete form.dataset.veranderd;
        forget(key);
      }
    }
    function loggedOut() {
      keep();
      stopped = true;
      delete form.dataset.veranderd;
      say("Het inloggen is verlopen. De tekst staat nog op dit apparaat.", true, {
        href: `/account/login/?next=${encodeURIComponent(location.pathname + location.search)}`,
        text: "Opnieuw inloggen en de tekst terughalen",
      });
    }
    function linkOver() {
      keep();
      stopped = true;
      delete form.dataset.veranderd;
      say("De link werkt niet meer. De tekst staat nog op dit apparaat. Hij komt terug als u een nieuwe link opent.", true, {
        href: "/werkplek/",
        text: "Vraag een nieuwe link",
      });
    }
    function unreachable() {
      const kept = keep();
      say(kept ? "Geen verbinding. De tekst staat op dit apparaat. We proberen het zo opnieuw." : "Geen verbinding. Laat deze pagina open staan. We proberen het zo opnieuw.", true);
      plan(RETRY_MS);
    }
    async function refused(answer) {
      const { fout } = await answer.json().catch(() => ({}));
      keep();
      if (answer.status === 409) stopped = true;
      say(fout ?? "Opslaan lukte niet. Kies Bewaren om te zien waarom.", true);
    }
    async function save() {
      timer = null;
      const sent = fieldsOf(form);
      if (busy || stopped || same(sent, saved)) return;
      if (!address) {
        if (keep()) say("Bewaard op dit apparaat.");
        saved = sent;
        return;
      }
      busy = true;
      say("Bezig met opslaan…");
      try {
        const answer = await fetch(address, { method: "POST", body: new FormData(form), redirect: "manual", credentials: "same-origin", headers: { "X-Requested-With": "autosave", Accept: "application/json" } });
        if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) loggedOut();
        else if (answer.status === 410) linkOver();
        else if (answer.status === 409 || answer.status === 422) await refused(answer);
        else if (!answer.ok) unreachable();
        else {
          const { versie, tekst } = await answer.json().catch(() => ({}));
          const field = form.elements.namedItem("versie");
          if (field && versie !== undefined) field.value = versie;
          clean(sent);
          const now = new Date().toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" });
          say(tekst || `Opgeslagen om ${now}`);
          if (!same(fieldsOf(form), sent)) plan(DELAY_MS);
        }
      } catch {
        unreachable();
      } finally {
        busy = false;
      }
    }
    function plan(delay) {
      clearTimeout(timer);
      timer = setTimeout(save, delay);
    }
    form.addEventListener("input", () => plan(DELAY_MS));
    form.addEventListener("change", () => plan(DELAY_MS));
    window.addEventListener("online", () => { if (!stopped) plan(0); });
    document.addEventListener("visibilitychange", () => { if (document.hidden && timer) { clearTimeout(timer); save(); } });
    document.addEventListener("sb:bewaar-nu", () => { if (!same(fieldsOf(form), saved)) keep(); });
    // A sent form may still come back (login expired, server down): the copy stays until a next page shows it arrived.
    form.addEventListener("submit", () => { clearTimeout(timer); stopped = true; keep({ verstuurd: true }); });
    window.addEventListener("pageshow", (event) => { if (event.persisted) stopped = false; });

    putBack(form, key, (from) => { saved = from; plan(0); });
  }

  function putBack(form, key, changed) {
    const copy = read(key);
    const before = fieldsOf(form);
    if (!copy) return;
    if (same(copy.velden, before) || empty(copy.velden)) {
      forget(key);
      return;
    }
    const shape = document.querySelector("#herstel-vorm");
    if (!shape) return;
    const box = shape.content.firstElementChild.cloneNode(true);
    const [yes, no] = [box.querySelector("[data-herstel]"), box.querySelector("[data-vergeet]")];
    const when = new Date(copy.op).toLocaleString("nl-NL", { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    function take(fields) {
      fill(form, fields);
      form.dataset.veranderd = "1";
      changed(before);
    }
    function close() {
      box.remove();
      form.querySelector("textarea, input:not([type=hidden])")?.focus();
    }
    if (same(copy.server, before)) {
      take(copy.velden);
      box.querySelector("p").textContent = `De tekst van ${when} was nog niet opgeslagen. Hij staat weer in het formulier.`;
      yes.textContent = "Goed";
      no.textContent = "Toch niet";
      yes.addEventListener("click", close);
      no.addEventListener("click", () => { take(before); forget(key); close(); });
    } else {
      box.querySelector("p").textContent = `Op dit apparaat staat nog een tekst van ${when} die niet is opgeslagen. In het formulier staat intussen een andere tekst.`;
      yes.addEventListener("click", () => { take(copy.velden); close(); });
      no.addEventListener("click", () => { forget(key); close(); });
    }
    form.before(box);
  }

  /* --- The page -------------------------------------------------------------------------------------- */

  const forms = [...document.querySelectorAll("form[data-autosave], form[data-concept]")];
  const here = new Set(forms.map(keyOf));
  for (const key of copies()) {
    const copy = read(key);
    const arrived = copy?.verstuurd && user && key.startsWith(`${PREFIX}${user}:`) && !here.has(key);
    if (!copy || arrived || Date.now() - copy.op > KEEP_MS) forget(key);
  }
  forms.forEach(guard);
  // Somebody who logs out on purpose leaves nothing behind on this device.
  document.querySelectorAll("form[data-uitloggen]").forEach((form) => form.addEventListener("submit", () => copies().forEach(forget)));
})();
