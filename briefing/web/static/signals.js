/* What moves elsewhere. <body data-signals="files"> and elements with data-signals="job-3" are told by one stream: the body shows that
   files changed, an element is sent the event "moved", which htmx takes as a trigger (hx-trigger="moved").
   Only a page in sight listens: a browser has few connections for each server. */
"use strict";
(() => {
  let source = null;
  let listening = "";
  const names = () => [...new Set([...document.querySelectorAll("[data-signals]")].flatMap((el) => el.dataset.signals.split(" ")).filter(Boolean))].sort();
  const elements = (name) => document.querySelectorAll(`[data-signals~="${CSS.escape(name)}"]`);
  /* Whether files are others than this page was made from; what it saved itself is no news. */
  const news = async () => {
    const line = document.getElementById("moved");
    if (!line) return;
    const answer = await fetch(`/made?by=${encodeURIComponent(document.body.dataset.made || "")}`).catch(() => null);
    if (answer?.ok) line.hidden = (await answer.text()) !== "moved";
  };
  const moved = (name) => {
    if (name === "files") news();
    for (const el of elements(name)) if (el !== document.body) el.dispatchEvent(new CustomEvent("moved", { bubbles: false }));
  };
  const listen = () => {
    const wanted = document.visibilityState === "visible" ? names() : [];
    if (wanted.join(" ") === listening && (source === null || source.readyState !== EventSource.CLOSED)) return;
    source?.close();
    source = null;
    listening = wanted.join(" ");
    if (!wanted.length) return;
    source = new EventSource(`/signals?${wanted.map((n) => `of=${encodeURIComponent(n)}`).join("&")}`);
    source.addEventListener("moved", (event) => moved(event.data));
    /* What moved between the making of the page and now was told to nobody. A page that is behind says so itself. */
    source.addEventListener("open", () => { for (const name of names()) if (name !== "files" || document.body.dataset.behind === undefined) moved(name); });
  };
  document.addEventListener("DOMContentLoaded", () => {
    listen();
    document.body.addEventListener("htmx:afterSettle", listen);
    document.body.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-Made"] = document.body.dataset.made || ""; });
    document.body.addEventListener("htmx:afterRequest", (event) => { const made = event.detail.xhr?.getResponseHeader("X-Made"); if (made) { document.body.dataset.made = made; if (!document.getElementById("moved")?.hidden) news(); } });
    document.body.addEventListener("htmx:sendError", () => {
      const words = document.getElementById("no-answer");
      document.getElementById("notice")?.replaceChildren(words.content.cloneNode(true));
      document.getElementById("notice")?.scrollIntoView({ block: "nearest" });
    });
    document.body.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.xhr.status < 400) document.querySelector("#notice .refused, #notice .stopped")?.remove(); });
  });
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", () => { source?.close(); source = null; listening = ""; });
  window.addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
})();
