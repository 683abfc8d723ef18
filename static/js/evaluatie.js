/* A final score needs its reasons. <button data-neem-over hidden> beside a score puts what the rubric says of the chosen
   score in the reasons, as a beginning; shown while nothing else stands there. Without this script people type. */
(() => {
  "use strict";

  function guard(button) {
    const part = button.closest("section");
    const reasons = part?.querySelector("textarea");
    const choices = [...(part?.querySelectorAll("input[type=radio]") ?? [])];
    if (!reasons || !choices.length) return;
    const rubricOf = (choice) => (choice.labels?.[0]?.textContent ?? "").trim().split(": ").slice(1).join(": ");
    const rubrics = new Set(choices.map(rubricOf).filter(Boolean));

    function show() {
      const chosen = choices.find((choice) => choice.checked);
      const rubric = chosen ? rubricOf(chosen) : "";
      const written = reasons.value.trim();
      button.hidden = !rubric || written === rubric || (written !== "" && !rubrics.has(written));
      button.textContent = `Neem over: ${rubric}`;
      button.value = rubric;
    }
    button.addEventListener("click", () => {
      reasons.value = button.value;
      reasons.dispatchEvent(new Event("input", { bubbles: true }));
      reasons.focus();
      show();
    });
    part.addEventListener("change", show);
    part.addEventListener("input", show);
    show();
  }

  document.querySelectorAll("button[data-neem-over]").forEach(guard);
})();
