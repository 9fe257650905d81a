/* Keys: an element with data-key acts when its key is pressed, and the list behind ? is made of these elements.
   data-key="j", "Ctrl+Enter", "Alt+ArrowDown", "g h" (one after the other). A letter does not act while somebody types, and can be
   switched off for good (WCAG 2.1.4); keys with Ctrl or Alt act in fields too. data-says names it where its text does not. */
"use strict";
(() => {
  const OFF = "workbench-no-single-keys";
  const single = () => localStorage.getItem(OFF) === null;
  const typing = (el) => el instanceof HTMLElement && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) && !/^(checkbox|radio|button|submit|file)$/.test(el.type));
  const shown = (el) => el.checkVisibility ? el.checkVisibility() : el.offsetParent !== null;
  const scope = () => document.querySelector("dialog[open]") || document;
  /* The first of two keys outlives a page that is exchanged for another under one's hands. */
  const LEFT = "workbench-key";
  const [left, when] = (sessionStorage.getItem(LEFT) || "").split("@");
  let before = Date.now() - when < 1500 ? left : "";
  let forget = before ? setTimeout(() => { before = ""; }, 1500) : 0;
  sessionStorage.removeItem(LEFT);
  window.addEventListener("pagehide", () => { if (before) sessionStorage.setItem(LEFT, `${before}@${Date.now()}`); });

  const name = (event) => {
    const parts = [];
    if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
    if (event.altKey) parts.push("Alt");
    if (event.shiftKey && event.key.length > 1) parts.push("Shift");
    parts.push(event.key.length === 1 && (event.ctrlKey || event.altKey) ? event.key.toLowerCase() : event.key);
    return parts.join("+");
  };
  const find = (key) => [...scope().querySelectorAll("[data-key]")].find((el) => el.dataset.key.split(",").some((k) => k.trim() === key) && shown(el) && !el.disabled);

  const act = (el) => {
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) && !/^(checkbox|radio|submit|button)$/.test(el.type)) { el.focus(); el.select?.(); }
    else { if (el.tagName !== "SUMMARY") el.focus({ preventScroll: true }); el.click(); }
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || ["Control", "Alt", "Shift", "Meta"].includes(event.key)) return;
    const key = name(event);
    const plain = !(event.ctrlKey || event.altKey || event.metaKey);
    if (plain && key.length === 1 && (typing(event.target) || !single())) return;
    if (plain && key.length > 1 && typing(event.target) && key !== "Escape") return;
    if (plain && /^(Enter| )$/.test(key) && event.target.closest?.("a, button, summary")) return;
    const target = (before && find(`${before} ${key}`)) || find(key);
    clearTimeout(forget);
    before = "";
    if (target) { event.preventDefault(); act(target); }
    else if (plain && key.length === 1) { before = key; forget = setTimeout(() => { before = ""; }, 1500); }
  });

  const said = (el) => el.dataset.says || el.getAttribute("aria-label") || (el.labels && el.labels[0]?.textContent) || el.textContent;
  const list = () => {
    const found = new Map();
    for (const el of document.querySelectorAll("[data-key]")) {
      if (!el.closest("dialog") && (shown(el) || el.dataset.always !== undefined) && !found.has(el.dataset.key)) found.set(el.dataset.key, said(el).trim().replace(/\s+/g, " "));
    }
    const place = document.getElementById("keys-list");
    place.replaceChildren(...[...found].flatMap(([key, words]) => {
      const dt = document.createElement("dt");
      const dd = document.createElement("dd");
      key.split(",").forEach((one, i) => {
        if (i) dt.append(" / ");
        one.trim().split(" ").forEach((part, j) => { if (j) dt.append(" "); const kbd = document.createElement("kbd"); kbd.textContent = part; dt.append(kbd); });
      });
      dd.textContent = words;
      return [dt, dd];
    }));
  };

  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-opens]");
    if (opener) {
      if (opener.dataset.opens === "keys") list();
      document.getElementById(opener.dataset.opens)?.showModal();
    }
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("DOMContentLoaded", () => {
    const box = document.getElementById("keys-single");
    if (!box) return;
    box.checked = single();
    box.addEventListener("change", () => box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"));
  });
  /* data-submits: a field that sends its form when it changes; data-goes: a row whose link is followed. */
  document.addEventListener("change", (event) => { if (event.target.matches?.("[data-submits]")) event.target.form.requestSubmit(); });
})();
