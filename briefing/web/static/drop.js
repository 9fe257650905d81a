/* Dropping files: a form with class "drop" takes a file let fall on it as if it had been chosen, and sends itself at once where its
   file field says data-submits. Text pasted into the page goes to the field marked data-pastes. */
"use strict";
(() => {
  const form = (event) => event.target.closest?.(".drop");
  const over = (event, on) => { const place = form(event); if (place) { event.preventDefault(); place.classList.toggle("over", on); } };
  document.addEventListener("dragover", (event) => over(event, true));
  document.addEventListener("dragleave", (event) => over(event, false));
  document.addEventListener("drop", (event) => {
    const place = form(event);
    if (!place || !event.dataTransfer.files.length) return;
    over(event, false);
    const field = place.querySelector("input[type=file]");
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("paste", (event) => {
    if (/^(INPUT|TEXTAREA)$/.test(event.target.tagName)) return;
    const field = document.querySelector("[data-pastes]");
    const text = event.clipboardData.getData("text/plain");
    if (field && text) { field.value = text; field.focus(); event.preventDefault(); }
  });
})();
