/* Phrases that a reader can start from: a tick box without JavaScript, a button that types the phrase with it.

   <fieldset data-zinnen="id of the textarea"> holds the boxes. The text is put at the end, and autosave hears of it. */
(() => {
  "use strict";
  function insert(field, phrase) {
    const before = field.value.trimEnd();
    field.value = before ? `${before}${before.includes("\n") ? "\n" : " "}${phrase}` : phrase;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }
  document.querySelectorAll("fieldset[data-zinnen]").forEach((set) => {
    const field = document.getElementById(set.dataset.zinnen);
    if (!field) return;
    set.querySelectorAll("input[type=checkbox]").forEach((box) => {
      if (box.checked) insert(field, box.value);
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm btn-outline-primary zin";
      button.textContent = box.value;
      button.addEventListener("click", () => insert(field, box.value));
      box.parentElement.replaceWith(button);
    });
  });
})();
