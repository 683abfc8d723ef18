/* A slider beside each number of the what-if; without JavaScript the number alone does the same.

   The number keeps the name and the label. The slider is for hand and eye: the keyboard and a screen reader have the number. */
(() => {
  "use strict";
  document.querySelectorAll("input[data-schuif]").forEach((field) => {
    const slider = document.createElement("input");
    slider.type = "range";
    slider.min = field.min;
    slider.max = field.max;
    slider.step = field.step || 1;
    slider.value = field.value || 0;
    slider.tabIndex = -1;
    slider.setAttribute("aria-hidden", "true");
    const row = document.createElement("div");
    row.className = "schuif";
    field.before(row);
    row.append(slider, field);
    slider.addEventListener("input", () => { field.value = slider.value; });
    slider.addEventListener("change", () => field.dispatchEvent(new Event("change", { bubbles: true })));
    field.addEventListener("input", () => { slider.value = field.value || 0; });
  });
})();
