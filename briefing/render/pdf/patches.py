"""What of WeasyPrint and pydyf (whose versions are pinned) is replaced while one document is laid out and drawn: functions, for
notes, tables over several pages and the list of pages, and one computed style for all elements that have the same. Each has a
test that fails where the library no longer needs it.

WeasyPrint 70 shares fewer styles than it could. It makes one of its own for whatever has an ``id`` or a ``style`` attribute
and, as styles are told apart by that of the parent, for all that is inside; and six more for each element, for the markers and
notes that hardly any has. For the 18,000 elements of a list of 160 projects it makes 116,000 styles, here a hundredth. And it
parses the style sheet of the house again for each layout, of which a fact sheet has four."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from math import inf
from typing import Any

from briefing.render.pdf.source import logged


@contextmanager
def patched(owner: Any, **replacements: Any) -> Iterator[None]:
    """Replace attributes of a module or class inside the block."""
    originals = {name: getattr(owner, name) for name in replacements}
    for name, replacement in replacements.items():
        setattr(owner, name, replacement)
    try:
        yield
    finally:
        for name, original in originals.items():
            setattr(owner, name, original)


@contextmanager
def notes_stay() -> Iterator[None]:
    """Keep notes from being sent on to make room for a line inside the block (the version of WeasyPrint is pinned; a test shows
    it).

    ``in_column`` is read in two places: where a line overflows, which is to see it set, and where the area of the notes takes
    its room from the page, which is not. The houses' pages have no columns."""
    from weasyprint.layout import LayoutContext, block  # noqa: PLC0415 - costs half a second to import

    lines, area = block._linebox_layout, LayoutContext._update_footnote_area

    def as_in_a_column(context: Any, *rest: Any) -> Any:
        before, context.in_column = context.in_column, True
        try:
            return lines(context, *rest)
        finally:
            context.in_column = before

    def as_on_a_page(context: Any) -> Any:
        before, context.in_column = context.in_column, False
        try:
            return area(context)
        finally:
            context.in_column = before

    with patched(block, _linebox_layout=as_in_a_column), patched(LayoutContext, _update_footnote_area=as_on_a_page):
        yield


@contextmanager
def pages_named_once() -> Iterator[None]:
    """Name each page once inside the block, in which one PDF is drawn: pages are added to it and never taken away."""
    import pydyf  # noqa: PLC0415 - comes with WeasyPrint

    known: list[bytes] = []

    def references(pdf: Any) -> list[bytes]:
        known.extend(f"{number} 0 R".encode("ascii") for number in pdf.pages["Kids"][3 * len(known) :: 3])
        return known

    with patched(pydyf.PDF, page_references=property(references)):
        yield


@contextmanager
def continued_tables() -> Iterator[None]:
    """Print the words "continued" above the head of a table only where it goes on on a later page, inside the block.

    CSS repeats a head as it is. The first row of the head (class ``again``) is emptied where WeasyPrint begins the table."""
    from weasyprint.layout import block  # noqa: PLC0415 - costs half a second to import

    plain = block.table_layout

    def table_layout(context: Any, table: Any, bottom_space: Any, skip_stack: Any, *rest: Any) -> Any:
        if table.children and table.children[0].is_header:
            table.children = (_head(table.children[0], begins=skip_stack is None), *table.children[1:])
        return plain(context, table, bottom_space, skip_stack, *rest)

    with patched(block, table_layout=table_layout):
        yield


def _head(head: Any, *, begins: bool) -> Any:
    """The head of a table with its first row empty, or as it was."""
    first, *others = head.children
    if (first.element.get("class") if first.element is not None else "") != "again":
        return head
    cells = list(first.children)
    full = getattr(cells[0], "continuation", cells[0].children)
    emptied = [cell.copy_with_children(() if begins else full) for cell in cells]
    for cell in emptied:
        cell.continuation = full
    return head.copy_with_children([first.copy_with_children(emptied), *others])


#: The attributes that are declarations of their own, beside the anchor. An anchor is not inherited, and no other property
#: looks at it.
DECLARING = ("style", "lang", "width", "height")
ANCHOR = "-weasy-anchor"

#: Declarations of an element: their specificity, and what WeasyPrint has parsed.
Declared = tuple[Any, Any]
#: A rule that matches: origin, specificity, pseudo-element or ``None``, place of its layer, declarations.
Matched = tuple[str, Any, str | None, float, Any]


@contextmanager
def shared_styles() -> Iterator[None]:
    """Let documents styled inside the block share computed styles (the version of WeasyPrint is pinned; a test shows it)."""
    from weasyprint import css  # noqa: PLC0415 - costs half a second to import

    plain = css.StyleFor

    class Shared(plain):  # type: ignore[misc, valid-type]
        def __init__(self, html: Any, sheets: Any, hints: bool, font_config: Any, targets: Any) -> None:
            assert not hints, "presentational hints declare by other attributes, too"
            self._cascaded_styles: dict[Any, Any] = {}
            self._computed_styles: dict[Any, Any] = {}
            self.initial_page_sizes = {"box": None, "area": None}
            self._sheets, self.font_config = sheets, font_config
            self._html, self._rules = html, dict[Any, Mapping[str, Sequence[Matched]]]()
            declared = _declared(css, html)
            known: dict[Any, tuple[Any, Mapping[str, Sequence[Matched]]]] = {}
            inherited: dict[Any, Any] = {}  # by element: the style that its children see
            for wrapped in html.wrapper_element.iter_subtree():
                element = wrapped.etree_element
                parent = inherited[wrapped.parent.etree_element] if wrapped.parent else None
                matched = list(_matched(sheets, wrapped))
                own = declared.get(element, ())
                key = (
                    id(parent),
                    tuple(map(element.get, DECLARING)) if own else None,
                    tuple((origin, specificity, id(rules)) for origin, specificity, _, _, rules in matched),
                )
                if key not in known:
                    rules = [rule for rule in matched if rule[2] is None]
                    unnamed = [one for one in own if one[1][0].name != ANCHOR]
                    known[key] = self._style(parent, unnamed, rules), _by_pseudo(matched)
                inherited[element], self._rules[element] = known[key]
                style = inherited[element]
                if any(one[1][0].name == ANCHOR for one in own):
                    style = self._style(parent, own, [rule for rule in matched if rule[2] is None])
                    if targets and style["anchor"]:
                        targets.collect_anchor(style["anchor"])
                self._computed_styles[element, None] = style

        def _style(
            self, parent: Any, own: Sequence[Declared], rules: Sequence[Matched], pseudo: str | None = None
        ) -> Any:
            root = self._computed_styles.get((self._html.etree_element, None)) or css.InitialStyle(self.font_config)
            cascaded = _cascaded(css, own, rules, self._html.base_url)
            return css.ComputedStyle(
                parent, cascaded, pseudo, root, self._html.base_url, self.font_config, self.initial_page_sizes
            )

        def __call__(self, element: Any, pseudo: str | None = None) -> Any:
            rules = self._rules.get(element, {}).get(pseudo) if pseudo else None
            if rules and (element, pseudo) not in self._computed_styles:
                self._computed_styles[element, pseudo] = self._style(
                    self._computed_styles[element, None], (), rules, pseudo
                )
            return super().__call__(element, pseudo)

    with patched(css, StyleFor=Shared, CSS=_parsed_once):
        yield


#: What a style sheet leaves with its document beside rules for elements and pages; hardly one does.
_LEFT_BEHIND = re.compile(r"@(?:import|font-face|counter-style|layer|color-profile|namespace)\b")


def _parsed_once(*, string: str | None = None, base_url: str = "", media_type: str = "", **named: Any) -> Any:
    """A style sheet (``weasyprint.CSS``); what it logs is logged at each use."""
    from weasyprint import CSS, LOGGER  # noqa: PLC0415 - costs half a second to import

    if string is None or _LEFT_BEHIND.search(string):
        return CSS(string=string, base_url=base_url, media_type=media_type, **named)
    sheet, lines = _parsed(string, base_url, media_type)
    for line in lines:
        LOGGER.warning("%s", line)
    return sheet


@lru_cache(maxsize=8)
def _parsed(text: str, base_url: str, media_type: str) -> tuple[Any, tuple[str, ...]]:
    from weasyprint import CSS  # noqa: PLC0415 - costs half a second to import

    with logged() as lines:
        sheet = CSS(string=text, base_url=base_url, media_type=media_type)
    return sheet, tuple(lines)


def _declared(css: Any, html: Any) -> dict[Any, list[Declared]]:
    """What elements declare by their own attributes."""
    found: dict[Any, list[Declared]] = {}
    for specificity, element, declarations, _ in css.find_style_attributes(html.etree_element, False, html.base_url):
        found.setdefault(element, []).append((specificity, tuple(declarations)))
    return found


def _matched(sheets: Any, element: Any) -> Iterator[Matched]:
    """The rules that match an element (``cssselect2.ElementWrapper``) or its pseudo-elements."""
    for sheet, origin, given in sheets:
        for specificity, _, pseudo, (rules, layer) in sheet.matcher.match(element):
            yield origin, given or specificity, pseudo, inf if layer is None else sheet.layers.index(layer), rules


def _by_pseudo(matched: Sequence[Matched]) -> Mapping[str, Sequence[Matched]]:
    pseudos = {rule[2] for rule in matched if rule[2] is not None}
    return {pseudo: [rule for rule in matched if rule[2] == pseudo] for pseudo in pseudos}


def _cascaded(css: Any, own: Sequence[Declared], rules: Sequence[Matched], base: Any) -> dict[str, Any]:
    """The declaration that counts for each property, with its weight: of equal weight the last."""
    style: dict[str, Any] = {}
    given = [("author", inf, specificity, css.preprocess_declarations(base, parsed)) for specificity, parsed in own]
    given += [(origin, layer, specificity, declarations) for origin, specificity, _, layer, declarations in rules]
    for origin, layer, specificity, declarations in given:
        for name, values, importance in declarations:
            weight = (css.declaration_precedence(origin, importance), layer, specificity)
            if name not in style or style[name][1] <= weight:
                style[name] = values, weight
    return style
