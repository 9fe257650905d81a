/* Review: the text field becomes a surface on which figures are chips. The field stays the one source: what stands on the surface is written
   into it at every change ({name.form} for a figure), and the surface is drawn from it. Without this script the field is edited itself. */
"use strict";
(() => {
  const form = document.getElementById("segment");
  const field = document.getElementById("typed");
  const place = document.getElementById("surface");
  if (!form || !field || !place) return;
  const says = document.getElementById("says");
  const forms = document.getElementById("forms");
  const chips = JSON.parse(place.dataset.chips);
  const plain = place.dataset.plain === "yes";
  const PIECES = /(\{\{|\}\}|\{[A-Za-z_]\w*(?:\.[\w.-]+)?\}|<\/?(?:strong|em)>|<br\/>)/;
  const TOKEN = /^\{([A-Za-z_]\w*)(?:\.([\w.-]+))?\}$/;
  const KEEP = "\u200b"; /* gives the caret a place beside a chip */
  const MARKS = { STRONG: "strong", B: "strong", EM: "em", I: "em" };
  const words = (name, text) => (form.dataset[name] || "").replace("{}", text);
  const tell = (text) => { says.textContent = text; };

  /* --- the surface */
  const surface = document.createElement("div");
  surface.className = "surface sentence";
  surface.id = "editor";
  surface.contentEditable = "true";
  surface.lang = place.dataset.lang;
  surface.spellcheck = true;
  for (const [name, value] of Object.entries({ role: "textbox", "aria-multiline": "true", "aria-labelledby": "target-head", "aria-describedby": "says" })) surface.setAttribute(name, value);
  place.replaceWith(surface);
  field.hidden = true;

  const shown = (name, kind) => {
    const known = chips[name];
    if (!known) return `{${name}${kind ? `.${kind}` : ""}}`;
    const token = kind ? `${name}.${kind}` : name;
    if (known.token === token) return known.text;
    const found = known.forms.find((f) => f.form === kind);
    return found ? found.text : `{${token}}`;
  };
  const chip = (name, kind) => {
    const el = document.createElement("span");
    el.className = `chip${chips[name] ? "" : " strange"}`;
    el.contentEditable = "false";
    el.draggable = true;
    el.dataset.token = kind ? `${name}.${kind}` : name;
    el.textContent = shown(name, kind);
    if (chips[name]?.about) el.title = chips[name].about;
    return el;
  };
  const draw = (typed) => {
    const top = document.createDocumentFragment();
    let into = top;
    const text = (words_) => { if (words_) into.append(words_); };
    if (plain) text(typed);
    else for (const piece of typed.split(PIECES)) {
      const token = TOKEN.exec(piece);
      if (token) into.append(KEEP, chip(token[1], token[2] || ""), KEEP);
      else if (piece === "{{" || piece === "}}") text(piece[0]);
      else if (piece === "<strong>" || piece === "<em>") { const el = document.createElement(piece.slice(1, -1)); into.append(el); into = el; }
      else if (piece === "</strong>" || piece === "</em>") into = into === top ? top : into.parentNode;
      else if (piece === "<br/>") into.append(document.createElement("br"));
      else text(piece);
    }
    surface.replaceChildren(top);
    if (!surface.hasChildNodes()) surface.append(KEEP);
  };
  const written = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.data.replaceAll(KEEP, "");
      return plain ? text : text.replace(/[{}]/g, "$&$&");
    }
    if (node.dataset?.token) return `{${node.dataset.token}}`;
    if (node.nodeName === "BR") return node.parentNode.lastChild === node && node.dataset?.filler === undefined && !node.nextSibling && node.parentNode === surface ? "" : "<br/>";
    const inner = [...node.childNodes].map(written).join("");
    const mark = MARKS[node.nodeName];
    return mark && inner ? `<${mark}>${inner}</${mark}>` : inner;
  };
  const typed = () => written(surface);

  /* --- the caret as a place in the text */
  const before = (node, offset) => {
    const range = document.createRange();
    range.setStart(surface, 0);
    range.setEnd(node, offset);
    const holder = document.createElement("div");
    holder.append(range.cloneContents());
    let length = written(holder).length;
    for (let el = node.nodeType === Node.TEXT_NODE ? node.parentNode : node; el && el !== surface; el = el.parentNode) if (MARKS[el.nodeName]) length -= `</${MARKS[el.nodeName]}>`.length;
    return length;
  };
  const selection = () => {
    const chosen = getSelection();
    if (!chosen.rangeCount || !surface.contains(chosen.anchorNode)) return null;
    const range = chosen.getRangeAt(0);
    return { from: before(range.startContainer, range.startOffset), to: before(range.endContainer, range.endOffset), range };
  };
  const put = (offset) => {
    let left = offset;
    let found = null;
    const walk = (node) => {
      if (found) return;
      if (node.nodeType === Node.TEXT_NODE) {
        const length = written(node).length;
        if (left < length || (left === length && (length || !node.nextSibling || node.nextSibling.dataset?.token))) {
          let at = 0;
          for (let rest = left; rest > 0 && at < node.data.length; at++) if (node.data[at] !== KEEP) rest -= !plain && /[{}]/.test(node.data[at]) ? 2 : 1;
          while (left === 0 && node.data[at] === KEEP) at++;
          found = [node, at];
        } else left -= length;
      } else if (node.dataset?.token) left -= `{${node.dataset.token}}`.length;
      else if (node.nodeName === "BR") left -= "<br/>".length;
      else {
        const mark = MARKS[node.nodeName];
        if (mark) left -= `<${mark}>`.length;
        node.childNodes.forEach(walk);
        if (mark && !found) left -= `</${mark}>`.length;
      }
    };
    surface.childNodes.forEach(walk);
    const range = document.createRange();
    if (found) range.setStart(found[0], found[1]);
    else { range.selectNodeContents(surface); range.collapse(false); }
    range.collapse(true);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };

  /* --- changes, taken back with Ctrl+Z */
  const first = typedOf(field.value);
  let past = [];
  let future = [];
  let last = first;
  function typedOf(value) { return value.replaceAll("\r\n", "\n"); }
  const write = (remember = true) => {
    const now = typed();
    if (now === last) return;
    if (remember) { past.push({ text: last, at: selection()?.from ?? last.length }); if (past.length > 500) past.shift(); future = []; }
    last = now;
    field.value = now;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    missing();
  };
  const become = (text, at, remember = true) => { draw(text); put(at); write(remember); };
  const replace = (text, from, to) => { const now = typed(); surface.focus(); become(now.slice(0, from) + text + now.slice(to), from + text.length); };
  const undo = (from, to) => {
    const step = from.pop();
    if (!step) return;
    to.push({ text: last, at: selection()?.from ?? 0 });
    surface.focus();
    become(step.text, step.at, false);
  };

  /* --- figures */
  const all = () => [...surface.querySelectorAll("[data-token]")];
  let picked = null;
  const unpick = () => { picked?.classList.remove("picked"); picked = null; };
  const pick = (el) => {
    unpick();
    picked = el;
    el.classList.add("picked");
    const range = document.createRange();
    range.selectNode(el);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    tell(words("picked", el.textContent));
  };
  const beside = (forward) => {
    const at = selection();
    if (!at || at.from !== at.to) return null;
    const caret = at.from;
    return all().find((el) => {
      const range = document.createRange();
      range.selectNode(el);
      const start = before(range.startContainer, range.startOffset);
      return forward ? start === caret : start + `{${el.dataset.token}}`.length === caret;
    }) || null;
  };
  const holds = (at) => at && at.from !== at.to && /\{[A-Za-z_]/.test(typed().slice(at.from, at.to).replaceAll("{{", ""));
  const takeOut = (el) => {
    const range = document.createRange();
    range.selectNode(el);
    const start = before(range.startContainer, range.startOffset);
    const text = el.textContent;
    unpick();
    closeForms();
    replace("", start, start + `{${el.dataset.token}}`.length);
    tell(words("gone", text));
  };
  const step = (el, forward) => {
    const range = document.createRange();
    range.selectNode(el);
    const start = before(range.startContainer, range.startOffset);
    unpick();
    closeForms();
    put(forward ? start + `{${el.dataset.token}}`.length : start);
    tell("");
  };

  /* --- the forms of a figure */
  const closeForms = () => { forms.replaceChildren(); forms.removeAttribute("role"); };
  const openForms = (el) => {
    const [name] = el.dataset.token.split(".");
    const now = el.dataset.token.slice(name.length + 1);
    const known = chips[name];
    closeForms();
    forms.setAttribute("role", "menu");
    forms.setAttribute("aria-label", words("formsOf", el.textContent));
    const item = (text, hint, on, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("role", "menuitemradio");
      button.setAttribute("aria-checked", String(on));
      button.className = "form";
      const said = document.createElement("span");
      said.textContent = text;
      const code = document.createElement("span");
      code.className = "quiet small";
      code.textContent = ` ${hint}`;
      button.append(said, code);
      button.addEventListener("click", act);
      forms.append(button);
    };
    const change = (kind) => () => {
      const range = document.createRange();
      range.selectNode(el);
      const start = before(range.startContainer, range.startOffset);
      closeForms();
      unpick();
      replace(`{${name}${kind ? `.${kind}` : ""}}`, start, start + `{${el.dataset.token}}`.length);
    };
    for (const choice of known?.forms ?? []) item(choice.text, choice.form || form.dataset.asItIs, choice.form === now || choice.text === el.textContent, change(choice.form));
    const out = document.createElement("button");
    out.type = "button";
    out.setAttribute("role", "menuitem");
    out.className = "form out";
    out.textContent = form.dataset.out;
    out.addEventListener("click", () => takeOut(el));
    forms.append(out);
    (forms.querySelector('[aria-checked="true"]') || forms.firstChild).focus();
  };
  forms.addEventListener("keydown", (event) => {
    const items = [...forms.querySelectorAll("button")];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined && !event.altKey && !event.ctrlKey) { event.preventDefault(); items[(to + items.length) % items.length].focus(); }
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); const el = picked; closeForms(); surface.focus(); if (el?.isConnected) pick(el); }
  });

  /* --- typing */
  surface.addEventListener("beforeinput", (event) => {
    if (event.isComposing && event.inputType !== "insertCompositionText") return;
    const kind = event.inputType;
    const at = selection();
    if (kind === "historyUndo" || kind === "historyRedo") { event.preventDefault(); return; }
    if (/^insert(Paragraph|LineBreak|HorizontalRule|OrderedList|UnorderedList|Link|FromDrop)$/.test(kind) || /^format(?!Bold|Italic)/.test(kind)) { event.preventDefault(); return; }
    if (plain && kind.startsWith("format")) { event.preventDefault(); return; }
    if (kind.startsWith("delete") && kind !== "deleteByDrag") {
      if (picked) { event.preventDefault(); takeOut(picked); return; }
      if (holds(at)) {
        event.preventDefault();
        if (surface.dataset.asked === "yes" || kind === "deleteByCut") { surface.dataset.asked = ""; replace("", at.from, at.to); } else { surface.dataset.asked = "yes"; tell(form.dataset.whole); }
        return;
      }
      const forward = /Forward/.test(kind);
      const el = at && at.from === at.to ? beside(forward) : null;
      if (el) { event.preventDefault(); pick(el); tell(words("asks", el.textContent)); return; }
      if (/Word|Line/.test(kind)) {
        const range = event.getTargetRanges()[0];
        if (range) {
          const from = before(range.startContainer, range.startOffset);
          const to = before(range.endContainer, range.endOffset);
          if (holds({ from, to })) { event.preventDefault(); tell(form.dataset.whole); }
        }
      }
      return;
    }
    if (kind === "insertFromPaste") return; /* the paste event has done it */
    if (kind.startsWith("insert")) {
      if (picked) { const el = picked; event.preventDefault(); step(el, true); if (event.data) { const now = selection(); replace(plain ? event.data : event.data.replace(/[{}]/g, "$&$&"), now.from, now.to); } return; }
      if (holds(at)) { event.preventDefault(); tell(form.dataset.whole); }
    }
  });
  surface.addEventListener("input", (event) => {
    if (event.isComposing) return;
    surface.dataset.asked = "";
    if (surface.querySelector(":not(strong):not(b):not(em):not(i):not(br):not([data-token])")) { const at = selection(); const now = typed(); become(now, at ? at.from : now.length); } else write();
    if (!picked) tell("");
  });
  surface.addEventListener("compositionend", () => write());
  surface.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && !event.altKey && (key === "z" || key === "y")) { event.preventDefault(); (key === "y" || event.shiftKey) ? undo(future, past) : undo(past, future); return; }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      if (event.shiftKey) return;
      const forward = event.key === "ArrowRight";
      if (picked) { event.preventDefault(); step(picked, forward); return; }
      const el = beside(forward);
      if (el) { event.preventDefault(); pick(el); }
    } else if (picked && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); openForms(picked); }
    else if (picked && event.key === "Escape") { event.preventDefault(); step(picked, true); }
    else if (event.key === "Enter") event.preventDefault();
    else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); document.getElementById("main").focus(); } /* single letters are keys again */
  });
  surface.addEventListener("click", (event) => {
    const el = event.target.closest("[data-token]");
    surface.dataset.asked = "";
    if (el) { pick(el); openForms(el); } else { unpick(); closeForms(); }
  });
  document.addEventListener("selectionchange", () => {
    if (!picked || !surface.contains(document.activeElement)) return;
    const chosen = getSelection();
    if (!chosen.containsNode(picked, true)) { unpick(); }
  });

  /* --- cut, copy, paste, drag: a figure travels as {name} */
  const pieces = (text) => plain ? text : text.split(/(\{[A-Za-z_]\w*(?:\.[\w.-]+)?\})/).map((part) => {
    const token = TOKEN.exec(part);
    return token && chips[token[1]] ? part : part.replace(/[{}]/g, "$&$&");
  }).join("");
  const copy = (event) => {
    const at = selection();
    if (!at || at.from === at.to) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", typed().slice(at.from, at.to).replace(/<\/?(strong|em)>/g, ""));
    if (event.type === "cut") { unpick(); replace("", at.from, at.to); }
  };
  surface.addEventListener("copy", copy);
  surface.addEventListener("cut", copy);
  surface.addEventListener("paste", (event) => {
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain").replace(/\s*[\r\n]+\s*/g, " ");
    if (picked) step(picked, true);
    const at = selection();
    if (!text || !at) return;
    if (holds(at)) { tell(form.dataset.whole); return; }
    replace(pieces(text), at.from, at.to);
  });
  let dragged = null;
  surface.addEventListener("dragstart", (event) => {
    const el = event.target.closest?.("[data-token]");
    if (!el) { event.preventDefault(); return; }
    dragged = el;
    event.dataTransfer.setData("text/plain", `{${el.dataset.token}}`);
    event.dataTransfer.effectAllowed = "move";
  });
  surface.addEventListener("dragend", () => { dragged = null; });
  surface.addEventListener("drop", (event) => {
    event.preventDefault();
    const to = document.caretPositionFromPoint?.(event.clientX, event.clientY);
    const range = to ? null : document.caretRangeFromPoint?.(event.clientX, event.clientY);
    const node = to ? to.offsetNode : range?.startContainer;
    if (!dragged || !node || !surface.contains(node) || node.parentElement?.closest("[data-token]")) return;
    const token = `{${dragged.dataset.token}}`;
    let at = before(node, to ? to.offset : range.startOffset);
    const own = document.createRange();
    own.selectNode(dragged);
    const start = before(own.startContainer, own.startOffset);
    const now = typed();
    const without = now.slice(0, start) + now.slice(start + token.length);
    if (at > start) at = Math.max(at - token.length, start);
    surface.focus();
    become(without.slice(0, at) + token + without.slice(at), at + token.length);
  });

  /* --- the figures below the text: put in what is missing, find what is there */
  const tray = document.getElementById("tray");
  const named = (name) => all().find((el) => el.dataset.token.split(".")[0] === name);
  const missing = () => {
    const every = tray?.dataset.every !== undefined;
    let lacking = false;
    for (const button of tray?.querySelectorAll("[data-name]") ?? []) {
      const there = Boolean(named(button.dataset.name));
      button.classList.toggle("missing", !there);
      button.hidden = there && !every;
      lacking ||= !there;
    }
    const head = document.getElementById("tray-head");
    if (head) head.hidden = !lacking && !every;
  };
  let caret = null;
  surface.addEventListener("blur", () => { caret = selection()?.from ?? caret; });
  tray?.addEventListener("mousedown", () => { caret = selection()?.from ?? caret; });
  tray?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-name]");
    if (!button) return;
    const there = named(button.dataset.name);
    if (there) { surface.focus(); pick(there); openForms(there); return; }
    const at = caret ?? typed().length;
    replace(`{${chips[button.dataset.name].token}}`, at, at);
  });
  document.getElementById("next-figure")?.addEventListener("click", () => {
    const lacking = tray.querySelector(".missing");
    const found = all();
    if (lacking && (!found.length || picked === found.at(-1))) { lacking.click(); return; }
    const from = picked ? found.indexOf(picked) + 1 : found.findIndex((el) => { const r = document.createRange(); r.selectNode(el); return before(r.startContainer, r.startOffset) >= (caret ?? 0); });
    const el = found[(from < 0 ? 0 : from) % found.length];
    closeForms();
    surface.focus();
    if (el) pick(el);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-takes]");
    if (button) { surface.focus(); unpick(); become(button.dataset.takes, button.dataset.takes.length); surface.scrollIntoView({ block: "nearest" }); }
    if (event.target.closest?.("[data-edits]")) { surface.focus(); put(typed().length); surface.scrollIntoView({ block: "center" }); }
  });

  /* --- the page follows */
  const sheet = document.getElementById("sheet");
  const originals = new Map();
  const lit = () => sheet?.contentDocument ? [...sheet.contentDocument.querySelectorAll(`[data-segment="${CSS.escape(sheet.dataset.segment)}"]`)] : [];
  const follow = () => {
    const said = document.querySelector("#checks [data-printed]");
    const spans = lit();
    if (!said || !spans.length) return;
    const at = spans[0].dataset.at;
    const own = spans.filter((el) => el.dataset.at === at);
    for (const el of own) if (!originals.has(el)) originals.set(el, el.textContent);
    const changed = said.dataset.changed === "yes" && said.dataset.printed;
    own.forEach((el, i) => { el.textContent = changed ? (i ? "" : said.dataset.printed) : originals.get(el); });
  };
  const light = () => {
    originals.clear();
    const [el] = lit();
    if (el) sheet.contentWindow.scrollTo(0, sheet.contentWindow.scrollY + el.getBoundingClientRect().top - sheet.clientHeight / 3); /* only the frame moves */
    follow();
  };
  sheet?.addEventListener("load", light);
  if (sheet?.contentDocument?.readyState === "complete") light();
  document.body.addEventListener("htmx:afterSwap", (event) => { if (event.target.id === "checks") follow(); });

  /* --- leaving */
  let sent = false;
  form.addEventListener("submit", () => { sent = true; });
  addEventListener("beforeunload", (event) => { if (!sent && last !== first) event.preventDefault(); });
  for (const link of document.querySelectorAll("[data-leaves]")) link.addEventListener("click", (event) => {
    if (last === first || link.dataset.asked) { sent = true; return; }
    event.preventDefault();
    link.dataset.asked = "yes";
    tell(form.dataset.unsaved);
  });

  draw(first);
  last = typed();
  missing();
  if (!document.getElementById("conflict")) { surface.focus({ preventScroll: true }); put(last.length); } else document.getElementById("conflict").focus();
})();
