/* A form that is sent without a connection is not lost: <form data-later="what it is"> stays on this device until it
   is sent, for this person only. It is tried again when the connection returns, when the page opens, and on every other
   page with this script. `sleutel` in the form lets the server see that it came before, so sending twice is harmless.
   Without this script the form just posts.
   Behind a mailed link the body says where that link begins (data-werkplek) and the form where the same goes after
   logging in (data-later-adres). The secret of the link is not kept: what waits goes through the next link or login. */
(() => {
  "use strict";
  if (window.sbLater) return;
  window.sbLater = true;

  const PREFIX = "sb-later:";
  const WAIT_MS = 20000;
  const RETRY_MS = 30000;
  const KEEP_MS = 30 * 24 * 3600 * 1000;
  const TEXTS = /^(gaat_goed|kan_beter|stap\d+_wat)$/;
  const user = document.body.dataset.gebruiker ?? "";
  const workplace = document.body.dataset.werkplek ?? "";
  if (!user) return;

  const token = () => {
    try { return JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? ""; } catch { return ""; }
  };
  const own = (key) => key.startsWith(`${PREFIX}${user}:`);
  const keys = () => {
    try { return Object.keys(localStorage).filter(own); } catch { return []; }
  };
  const read = (key) => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };
  const write = (key, value) => {
    try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
  };
  const forget = (key) => {
    try { localStorage.removeItem(key); } catch { /* storage is off: nothing was kept */ }
  };
  const fieldsOf = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");

  const addressOf = (item) => (workplace && item.werkplek ? workplace + item.werkplek : item.adres);
  const pageOf = (item) => (workplace && item.werkplek ? workplace + item.werkplek : item.pagina);

  /* What came of one attempt: {url} arrived, {wacht} no connection, {login} logged out, {link} the mailed link is over,
     {weg} this person has nothing to do with it any more, {fout} refused. */
  async function post(address, fields) {
    const body = new URLSearchParams(fields);
    body.set("csrfmiddlewaretoken", token());
    try {
      const answer = await fetch(address, {
        method: "POST", body, redirect: "manual", credentials: "same-origin", signal: AbortSignal.timeout(WAIT_MS),
        headers: { "X-Requested-With": "later-versturen", Accept: "application/json", "X-CSRFToken": token() },
      });
      if (answer.ok) return { url: (await answer.json()).url };
      if (answer.type === "opaqueredirect" || answer.status === 401) return { login: true };
      if (answer.status === 410) return { link: true };
      if (answer.status === 404) return { weg: true };
      return answer.status >= 500 || answer.status === 429 ? { wacht: true } : { fout: true };
    } catch {
      return { wacht: true };
    }
  }

  /* --- What waits on this device ---------------------------------------------------------------------- */

  const place = document.createElement("div");
  place.className = "uitleg uitleg-let_op";
  place.setAttribute("role", "status");
  place.hidden = true;
  document.querySelector("#inhoud")?.prepend(place);

  function tell(parts) {
    place.replaceChildren();
    place.hidden = parts.length === 0;
    for (const { text, href, link, again, shown, drop } of parts) {
      const line = document.createElement("p");
      line.append(text, " ");
      if (href) {
        const anchor = document.createElement("a");
        anchor.href = href;
        anchor.textContent = link;
        line.append(anchor);
      }
      if (again) line.append(knob("Nu versturen", send));
      if (drop) line.append(knob("Gooi weg", () => { forget(drop); send(); }));
      place.append(line);
      for (const written of shown ?? []) {
        const text = document.createElement("p");
        text.textContent = written;
        place.append(text);
      }
    }
  }
  function knob(text, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-primary";
    button.textContent = text;
    button.addEventListener("click", action);
    return button;
  }

  let busy = false;
  async function send() {
    if (busy) return;
    busy = true;
    const parts = [];
    for (const key of keys()) {
      const item = read(key);
      if (!item || Date.now() - item.op > KEEP_MS) { forget(key); continue; }
      const came = item.fout ? { fout: true } : await post(addressOf(item), item.velden);
      const when = new Date(item.op).toLocaleString("nl-NL", { weekday: "long", hour: "2-digit", minute: "2-digit" });
      if (came.url) {
        forget(key);
        parts.push({ text: `${item.wat} is alsnog verstuurd.`, ...(came.url === location.pathname ? {} : { href: came.url, link: workplace ? "Naar uw studenten" : "Bekijken" }) });
        for (const form of forms()) if (keyOf(form) === key) say(form, "Verstuurd.");
      } else if (came.login) {
        parts.push({ text: `${item.wat} (${when}) staat nog op dit apparaat.`, href: `/account/login/?next=${encodeURIComponent(location.pathname)}`, link: "Log in om te versturen" });
      } else if (came.link) {
        parts.push({ text: `${item.wat} (${when}) staat nog op dit apparaat. De link werkt niet meer. Met een nieuwe link gaat het alsnog weg.`, href: "/werkplek/", link: "Vraag een nieuwe link" });
      } else if (came.weg) {
        parts.push({ text: `${item.wat} (${when}) kan niet meer worden verstuurd: u hoort niet meer bij deze stage. Dit had u geschreven:`, shown: item.velden.filter(([name, value]) => TEXTS.test(name) && value.trim()).map(([, value]) => value), drop: key });
      } else if (came.fout) {
        giveBack(key, item);
        parts.push({ text: `${item.wat} (${when}) kon niet worden verstuurd: er moet nog iets anders.`, href: pageOf(item), link: "Formulier openen" });
      } else {
        parts.push({ text: `${item.wat} (${when}) staat op dit apparaat en gaat weg zodra er verbinding is.`, again: true });
        setTimeout(send, RETRY_MS);
      }
    }
    tell(parts);
    busy = false;
  }

  /* --- The form ---------------------------------------------------------------------------------------- */

  /* Refused: the text goes back to where autosave.js finds it when the form is opened. */
  function giveBack(key, item) {
    if (item.fout) {
      if (location.pathname + location.search === pageOf(item)) forget(key);
      return;
    }
    const fields = {};
    for (const [name, value] of item.velden) (fields[name] ??= []).push(value);
    if (item.concept) write(item.concept, { op: item.op, velden: fields, server: {} });
    write(key, { ...item, fout: true });
  }

  const forms = () => [...document.querySelectorAll("form[data-later]")];
  const keyOf = (form) => `${PREFIX}${user}:${form.elements.namedItem("sleutel")?.value || form.dataset.concept || location.pathname}`;

  function say(form, text) {
    const status = form.querySelector("[data-laterstatus]");
    if (status) status.textContent = text;
  }
  /* What waits is what was sent: no changes that nobody sends. Unlocking takes it back from the queue. */
  function lock(form, key, locked) {
    form.querySelectorAll("input, select, textarea, button").forEach((control) => { control.disabled = locked; });
    if (!locked) {
      forget(key);
      say(form, "");
      tell([]);
      return;
    }
    form.querySelector("[data-laterstatus]")?.append(" ", knob("Nog iets veranderen", () => lock(form, key, false)));
  }

  function guard(form) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (form.dataset.bezig) return;
      form.dataset.bezig = "1";
      const key = keyOf(form);
      const fields = fieldsOf(form);
      const address = form.getAttribute("action") || location.pathname + location.search;
      say(form, "Bezig met versturen…");
      const came = await post(address, fields);
      delete form.dataset.bezig;
      if (came.url) {
        forget(key);
        delete form.dataset.veranderd;
        location.assign(came.url);
        return;
      }
      if (came.fout) {
        // Something must be mended: let the server show what, as it does without this script.
        forget(key);
        delete form.dataset.veranderd;
        form.submit();
        return;
      }
      const concept = form.dataset.concept ? `sb-concept:${user}:${form.dataset.concept}` : "";
      const behindLink = workplace && location.pathname.startsWith(workplace);
      const elsewhere = behindLink && form.dataset.laterAdres;
      const item = {
        op: Date.now(), adres: elsewhere || address, pagina: elsewhere || location.pathname + location.search,
        werkplek: behindLink ? location.pathname.slice(workplace.length) : "", wat: form.dataset.later, velden: fields, concept,
      };
      if (!write(key, item)) {
        say(form, "Geen verbinding, en op dit apparaat kan niets worden bewaard. Laat deze pagina open staan en probeer het zo opnieuw.");
        return;
      }
      if (concept) forget(concept); // it stands in the queue now; twice would come back as a second talk
      delete form.dataset.veranderd;
      say(form, came.login ? "Het inloggen is verlopen. Het gesprek staat op dit apparaat." : came.link ? "De link werkt niet meer. Het gesprek staat op dit apparaat en gaat weg als u een nieuwe link opent." : came.weg ? "U hoort niet meer bij deze stage. Het gesprek staat nog op dit apparaat." : "Geen verbinding. Het gesprek is bewaard op dit apparaat en gaat weg zodra er weer verbinding is.");
      lock(form, key, true);
      setTimeout(send, came.wacht ? RETRY_MS : 0);
    });
  }

  forms().forEach(guard);
  window.addEventListener("online", send);
  document.querySelectorAll("form[data-uitloggen]").forEach((form) => form.addEventListener("submit", (event) => {
    const waiting = keys();
    if (!waiting.length) return;
    if (window.confirm("Er staat nog een gesprek op dit apparaat dat niet is verstuurd. Als u uitlogt, is het weg. Toch uitloggen?")) waiting.forEach(forget);
    else event.preventDefault();
  }));
  if (keys().length) send();
})();
