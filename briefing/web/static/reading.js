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
  const step = (by) => {
    const all = figures(leading);
    if (!all.length) return;
    at = (at + by + all.length) % all.length;
    all[at].scrollIntoView({ block: "center" });
    askFigure(all[at]);
  };
  const go = (id) => { for (const frame of frames) inside(frame)?.getElementById(id)?.scrollIntoView(); };
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
      if (link && link.getAttribute("href").startsWith("#")) { event.preventDefault(); leading = frame; page.getElementById(decodeURIComponent(link.hash.slice(1)))?.scrollIntoView(); return; }
      if (link) { event.preventDefault(); window.open(link.href, "_blank", "noopener"); return; }
      leading = frame;
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
    if (location.hash) page.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  };
  for (const frame of frames) { frame.addEventListener("load", () => ready(frame)); if (inside(frame)?.readyState === "complete") ready(frame); }
  window.addEventListener("hashchange", () => go(decodeURIComponent(location.hash.slice(1))));

  document.addEventListener("click", (event) => {
    const what = event.target.closest?.("[data-reads]")?.dataset.reads;
    if (what === "next") step(1);
    else if (what === "previous") step(-1);
    else if (what === "other") turn();
    else if (what === "close") { clear(); beside.classList.remove("open"); leading.focus(); }
  });
});
