/* Reading: the languages of a document scroll together, figures and sentences are asked about by mouse and by key. The documents lie in
   frames in which no script runs; what happens in them is seen from here. */
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const sheets = document.querySelector(".sheets");
  const frames = [...document.querySelectorAll(".sheets iframe")];
  const beside = document.getElementById("beside");
  let leading = frames[0];
  let at = -1;

  const inside = (frame) => frame.contentDocument;
  const figures = (frame) => [...inside(frame).querySelectorAll("data[data-fact]")];
  const headings = (frame) => new Map([...inside(frame).querySelectorAll("h1[id], h2[id], h3[id], h4[id], section[id], main [id]")].filter((el) => el.getClientRects().length).map((el) => [el.id, el.getBoundingClientRect().top + frame.contentWindow.scrollY]));

  /* Sections stand under the same ids in every language: between two of them the way is divided evenly. */
  const follow = (from, to) => {
    const [a, b] = [headings(from), headings(to)];
    const y = from.contentWindow.scrollY;
    const both = [...a].filter(([id]) => b.has(id)).map(([id, top]) => [top, b.get(id)]).sort((p, q) => p[0] - q[0]).filter(([, q], i, all) => i === 0 || q >= all[i - 1][1]);
    const ends = [inside(from).documentElement.scrollHeight, inside(to).documentElement.scrollHeight];
    const points = [[0, 0], ...both.filter(([p]) => p > 0), ends];
    let i = 0;
    while (i < points.length - 2 && points[i + 1][0] <= y) i += 1;
    const [[p0, q0], [p1, q1]] = [points[i], points[i + 1]];
    to.contentWindow.scrollTo({ top: q0 + (p1 > p0 ? (y - p0) / (p1 - p0) : 0) * (q1 - q0), behavior: "instant" });
  };

  const clear = () => { for (const frame of frames) for (const el of inside(frame).querySelectorAll(".asked, .segment.lit")) el.classList.remove("asked", "lit"); };
  const ask = (address) => window.htmx.ajax("GET", address, "#beside").then(() => { beside.classList.add("open"); beside.scrollTop = 0; });
  const askFigure = (el) => {
    clear();
    for (const frame of frames) for (const other of figures(frame)) if (other.dataset.fact === el.dataset.fact) other.classList.add("asked");
    ask(sheets.dataset.figure + encodeURIComponent(el.dataset.fact));
  };
  const askSentence = (el) => {
    clear();
    for (const frame of frames) for (const other of inside(frame).querySelectorAll(".segment")) if (other.dataset.segment === el.dataset.segment) other.classList.add("lit");
    ask(sheets.dataset.sentence + encodeURIComponent(el.dataset.segment));
  };
  /* A long document comes in parts: what stands in another one is gone to, and what was on its way goes on there. */
  const other = (address, onward = "") => { if (onward) sessionStorage.setItem("workbench-reading", onward); location.href = address; };
  const step = (by) => {
    const all = figures(leading);
    const beyond = document.querySelector(by > 0 ? "main [rel=next]" : "main [rel=prev]");
    if (beyond && (at + by >= all.length || (by < 0 && at + by < 0))) { other(beyond.href, by > 0 ? "first" : "last"); return; }
    if (!all.length) return;
    at = (at + by + all.length) % all.length;
    all[at].scrollIntoView({ block: "center" });
    askFigure(all[at]);
  };
  const go = (id) => {
    const found = frames.map((frame) => inside(frame)?.getElementById(id)).filter(Boolean);
    for (const el of found) el.scrollIntoView();
    if (!found.length && id && sheets.dataset.at && new URLSearchParams(location.search).get("at") !== id) other(`${sheets.dataset.at}?at=${encodeURIComponent(id)}#${encodeURIComponent(id)}`);
  };
  const turn = () => {
    const next = frames[(frames.indexOf(leading) + 1) % frames.length];
    leading = next;
    for (const frame of frames) frame.parentElement.classList.toggle("shown", frame === next);
    next.focus();
  };

  const ready = (frame) => {
    const page = inside(frame);
    if (!page || page.URL === "about:blank" || frame.dataset.ready) return;
    frame.dataset.ready = "yes";
    page.addEventListener("click", (event) => {
      const figure = event.target.closest("[data-fact]");
      const sentence = event.target.closest(".segment");
      const link = event.target.closest("a[href]");
      if (link && link.getAttribute("href").startsWith("#")) { event.preventDefault(); leading = frame; const id = decodeURIComponent(link.hash.slice(1)); const el = page.getElementById(id); if (el) el.scrollIntoView(); else go(id); return; }
      if (link) { event.preventDefault(); window.open(link.href, "_blank", "noopener"); return; }
      leading = frame;
      if (figure || sentence) for (const one of frames) if (one !== frame && one.dataset.ready) follow(frame, one);
      if (figure) { at = figures(frame).indexOf(figure); askFigure(figure); } else if (sentence) askSentence(sentence);
    });
    for (const kind of ["pointerenter", "wheel", "touchstart", "focusin"]) page.addEventListener(kind, () => { leading = frame; }, { passive: true });
    frame.addEventListener("focus", () => { leading = frame; });
    page.addEventListener("scroll", () => { if (frame === leading) for (const other of frames) if (other !== frame && other.dataset.ready) follow(frame, other); }, { passive: true });
    page.addEventListener("keydown", (event) => {
      if (event.key.startsWith("Arrow") || /^(Page|Home|End|Tab| )/.test(event.key)) return;
      const copy = new KeyboardEvent("keydown", { key: event.key, ctrlKey: event.ctrlKey, altKey: event.altKey, shiftKey: event.shiftKey, metaKey: event.metaKey, bubbles: true, cancelable: true });
      document.body.dispatchEvent(copy);
      if (copy.defaultPrevented) event.preventDefault();
    });
    const asked = sheets.dataset.find?.startsWith("figure ") && figures(frame).find((el) => el.dataset.fact === sheets.dataset.find.slice(7));
    if (asked) { asked.classList.add("asked"); asked.scrollIntoView({ block: "center" }); }
    else if (location.hash) { const id = decodeURIComponent(location.hash.slice(1)); if (frames.every((one) => one === frame || one.dataset.ready)) go(id); else page.getElementById(id)?.scrollIntoView(); }
    const onward = frame === frames[0] && sessionStorage.getItem("workbench-reading");
    if (onward) { sessionStorage.removeItem("workbench-reading"); at = onward === "first" ? -1 : figures(frame).length; step(onward === "first" ? 1 : -1); }
  };
  for (const frame of frames) { frame.addEventListener("load", () => ready(frame)); if (inside(frame)?.readyState === "complete") ready(frame); }
  window.addEventListener("hashchange", () => go(decodeURIComponent(location.hash.slice(1))));

  /* Where a figure is printed: in this document one goes there, another opens at it. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#beside a[data-fact]");
    if (!link) return;
    const there = new URL(link.href);
    const section = decodeURIComponent(there.hash.slice(1));
    const found = frames.map((frame) => figures(frame).find((el) => el.dataset.fact === link.dataset.fact && el.closest(`#${CSS.escape(section)}`))).filter(Boolean);
    if (there.pathname === location.pathname && found.length) { for (const el of found) el.scrollIntoView({ block: "center" }); event.preventDefault(); }
  });
  document.addEventListener("click", (event) => {
    const what = event.target.closest?.("[data-reads]")?.dataset.reads;
    if (what === "next") step(1);
    else if (what === "previous") step(-1);
    else if (what === "other") turn();
    else if (what === "close") { clear(); beside.classList.remove("open"); leading.focus(); }
  });
});
