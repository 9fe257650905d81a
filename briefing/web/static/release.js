/* A release: one row is the current one; it and its figure in the text move together, and its buttons have the keys. */
"use strict";
(() => {
  const rows = () => [...document.querySelectorAll(".proposal")];
  const current = () => document.querySelector(".proposal[aria-current]") || rows()[0];
  const done = [];
  let going = "";

  const choose = (row, focus = true) => {
    if (!row) return;
    for (const el of document.querySelectorAll(".proposal [data-key]")) el.removeAttribute("data-key");
    for (const el of document.querySelectorAll("[aria-current].proposal, .figure-mark.lit")) { el.removeAttribute("aria-current"); el.classList.remove("lit"); }
    row.setAttribute("aria-current", "true");
    for (const el of row.querySelectorAll("[data-row-key]")) el.dataset.key = el.dataset.rowKey;
    const marks = document.querySelectorAll(`.figure-mark[data-row="${CSS.escape(row.id)}"]`);
    for (const mark of marks) mark.classList.add("lit");
    if (focus) marks[0]?.scrollIntoView({ block: "nearest" });
    if (focus) { const first = row.querySelector("[data-first]"); (first || row).focus({ preventScroll: true }); row.scrollIntoView({ block: "nearest" }); }
  };
  const step = (by) => { const all = rows(); const at = all.indexOf(current()); choose(all[Math.max(0, Math.min(all.length - 1, at + by))]); };
  const open = () => { const all = rows(); const at = all.indexOf(current()); choose([...all.slice(at + 1), ...all.slice(0, at + 1)].find((row) => row.dataset.open === "yes")); };

  document.addEventListener("click", (event) => {
    const id = event.target.closest?.("button")?.id;
    if (id === "row-next") step(1);
    else if (id === "row-back") step(-1);
    else if (id === "row-open") open();
    const mark = event.target.closest?.(".figure-mark");
    if (mark) { event.preventDefault(); choose(document.getElementById(mark.dataset.row)); }
    else { const row = event.target.closest?.(".proposal"); if (row && row !== current()) choose(row, false); }
  });
  document.addEventListener("focusin", (event) => { const row = event.target.closest?.(".proposal"); if (row && row !== document.querySelector(".proposal[aria-current]")) choose(row, false); });
  document.addEventListener("htmx:beforeRequest", (event) => { going = event.detail.requestConfig?.verb === "post" ? event.detail.elt.closest?.(".proposal")?.id || "" : ""; });
  document.addEventListener("htmx:afterSettle", (event) => {
    const row = event.detail.elt.closest?.(".proposal") || (event.detail.elt.matches?.(".proposal") && event.detail.elt);
    if (!row) return;
    choose(row);
    if (row.id === going && row.dataset.open === "no" && !row.querySelector("[role=alert]")) { done.push(row.id); open(); }
    going = "";
  });
  /* z takes the last decision back where the current row has none */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "z" || event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (current()?.querySelector("[data-row-key=z]")) return;
    const last = document.getElementById(done.pop() || "");
    if (last) { event.preventDefault(); choose(last); last.querySelector("[data-row-key=z]")?.click(); }
  });
  document.addEventListener("DOMContentLoaded", () => choose(document.querySelector(".proposal .opened")?.closest(".proposal") || document.getElementById(location.hash.slice(1)) || rows().find((row) => row.dataset.open === "yes"), location.hash.length > 1 || document.querySelector(".proposal .opened") !== null));
})();
