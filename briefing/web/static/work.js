/* Pages of figures, releases and lists: fields that have a problem beside them say so, and what an answer brings in is where one goes on. */
"use strict";
(() => {
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    const slot = event.detail.target;
    const field = slot?.id?.startsWith("at-") && document.getElementById(`f-${slot.id.slice(3)}`);
    if (field) field.setAttribute("aria-invalid", String(slot.querySelector(".is-wrong") !== null));
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const place = event.detail.elt;
    const next = place.matches?.("[data-focus]") ? place : place.querySelector?.("[data-focus]");
    if (next) { next.focus({ preventScroll: true }); next.scrollIntoView({ block: "nearest" }); }
  });
})();
