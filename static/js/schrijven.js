/* Where a student writes: starter sentences that put themselves in the field, a count of words, files that go at once.

   Nothing here is needed: without it the sentences are plain text and files go along with the form. */
(() => {
  "use strict";

  /* --- Starter sentences ------------------------------------------------------------------------------- */

  function putIn(field, sentence) {
    const start = field.selectionStart ?? field.value.length;
    const before = field.value.slice(0, start);
    const after = field.value.slice(field.selectionEnd ?? start);
    const gap = before && !/\s$/.test(before) ? " " : "";
    field.value = `${before}${gap}${sentence}${after}`;
    const caret = before.length + gap.length + sentence.length;
    field.focus();
    field.setSelectionRange(caret, caret);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.querySelectorAll("[data-zinnen-voor]").forEach((list) => {
    const field = document.getElementById(list.dataset.zinnenVoor);
    if (!field) return;
    list.querySelectorAll("li").forEach((item) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = item.textContent;
      button.addEventListener("click", () => putIn(field, `${button.textContent.replace(/…$/, "").trimEnd()} `));
      item.replaceChildren(button);
    });
  });

  /* --- Count of words ---------------------------------------------------------------------------------- */

  document.querySelectorAll("textarea[data-woorden]").forEach((field) => {
    const place = document.createElement("p");
    place.className = "woordental";
    const tell = () => {
      const count = field.value.trim() ? field.value.trim().split(/\s+/).length : 0;
      place.textContent = count === 1 ? "1 woord" : `${count} woorden`;
    };
    field.after(place);
    field.addEventListener("input", tell);
    tell();
  });

  /* --- Files ------------------------------------------------------------------------------------------- */

  function files(section) {
    const form = section.closest("form");
    const input = section.querySelector("input[type=file]");
    const bar = section.querySelector(".bestandsveld-voortgang");
    const errors = section.querySelector("[data-bijlagefouten]");
    const status = section.querySelector("[data-bijlagestatus]");
    const list = section.querySelector("[data-bijlagenlijst]");
    let queue = Promise.resolve();

    function wrong(text) {
      const line = document.createElement("p");
      line.textContent = text;
      errors.append(line);
    }
    function done(request, name) {
      let answer = null;
      try { answer = JSON.parse(request.responseText); } catch { /* not our answer: see below */ }
      if (answer?.lijst !== undefined) {
        list.replaceChildren(...new DOMParser().parseFromString(answer.lijst, "text/html").body.childNodes);
        answer.fouten.forEach(wrong);
        status.textContent = answer.fouten.length ? "" : `${name} is toegevoegd.`;
      } else {
        status.textContent = "";
        wrong(`${name}: dit bestand is niet aangekomen. Misschien ben je uitgelogd. Bewaar je tekst en probeer het opnieuw.`);
      }
    }
    const send = (file) => new Promise((ready) => {
      const data = new FormData();
      data.append("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
      data.append("bijlage", file);
      const request = new XMLHttpRequest();
      request.open("POST", section.dataset.bijlagen);
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
      });
      request.upload.addEventListener("load", () => { status.textContent = `${file.name} wordt gecontroleerd…`; });
      request.addEventListener("load", () => done(request, file.name));
      request.addEventListener("error", () => wrong(`${file.name}: geen verbinding. Probeer het opnieuw.`));
      request.addEventListener("loadend", () => { bar.hidden = true; ready(); });
      bar.value = 0;
      bar.hidden = false;
      status.textContent = `${file.name} wordt verstuurd…`;
      request.send(data);
    });
    input.addEventListener("change", () => {
      const chosen = [...input.files];
      input.value = ""; // sent here and now: saving the text need not send it again
      errors.replaceChildren();
      chosen.forEach((file) => { queue = queue.then(() => send(file)); });
    });
  }
  document.querySelectorAll("[data-bijlagen]").forEach(files);
})();
