"""Nothing a template says is passed over: random templates are refused, or every word and figure of them is in every format."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.characters import likeness
from briefing.compose import grammar
from briefing.compose.grammar import Shape
from briefing.document.nodes import Document
from briefing.problems import ProblemsFound
from briefing.proof.files.docx import read_docx
from briefing.proof.files.html import read_html
from briefing.proof.files.pdf import read_pdf
from briefing.render.docx import render_docx
from briefing.render.html import render_html
from briefing.render.pdf import render_pdf
from tests.render.reading import house
from tests.support.composer import Composer
from tests.support.mini_project import INDICATORS

#: What the functions print that make elements.
MADE = {
    "figure": "{{{{ cell('{fact}') }}}}", "date": "{{{{ period('{fact}') }}}}", "name": "{{{{ term('西部陆海新通道') }}}}",
    "reference": "{{{{ ref('start') }}}}", "source": "{{{{ cite('{fact}') }}}}",
    "beside": "",  # only a sentence makes it, behind an amount
}  # fmt: skip
FACTS = 40
#: Not the block of changes: its section is left out of a first edition.
BLOCKS = [b for b in grammar.shapes()["automatic"].attributes["data-block"] if b != "changes"]
OTHERS = "".join(
    f"""  - id: {name}
    label: 指标
    unit: institution
    kind: stock
    observations:
      - {{period: "2025-12-31", basis: stated, value: "{value}", published: {value}家, source: s1, locator: L3,
           status: reported}}
"""
    for name, value in ((f"other-{i}", 7001 + i) for i in range(FACTS))
)


@cache
def composer(root: object) -> Composer:
    return Composer(root, content__indicators__one=INDICATORS + OTHERS)  # type: ignore[arg-type]


class Writer:
    """Writes a random template by the grammar, with now and then something that has no place. ``words`` are the words and
    ``facts`` the figures it has written; each stands in one place alone."""

    def __init__(self, chance: random.Random, faults: float) -> None:
        self.chance, self.faults = chance, faults
        self.words: list[str] = []
        self.facts: list[str] = []
        self.ids = 0

    def word(self) -> str:
        high, low = divmod(len(self.words), 100)
        self.words.append(f"词{chr(0x5200 + high)}{chr(0x5300 + low)}")
        return self.words[-1]

    def made(self, name: str) -> str:
        if name == "figure":
            self.facts.append(f"other-{len(self.facts) % FACTS}")
        return MADE[name].format(fact=self.facts[-1] if self.facts else "other-0")

    def element(self, shape: Shape, deep: int) -> str:
        if shape.made_by and not self.fault():
            return self.made(shape.name)
        inside = "".join(self.inside(shape, deep))
        return f"<{shape.tag}{self.attributes(shape)}>{inside}</{shape.tag}>"

    def fault(self) -> bool:
        return self.chance.random() < self.faults

    def attributes(self, shape: Shape) -> str:
        given = {"class": self.chance.choice(shape.classes)} if shape.classes else {}
        for name, known in shape.attributes.items():
            rule = BLOCKS if name == "data-block" else known
            if name in shape.needs or (isinstance(rule, list) and self.chance.random() < 0.2):
                given[name] = (
                    self.chance.choice(rule) if isinstance(rule, list) else {"language": "en"}.get(rule, "bar")
                )
        if shape.name == "chart":
            given["data-chart"] = self.chance.choice(("bar", "column", "grouped-bar", "stacked-bar", "line"))
        if given.get("data-block") == "changes":  # its section is left out of a first edition
            given["data-block"] = "glossary"
        if shape.name in ("section", "table", "chart"):
            self.ids += 1
            given["id"] = f"id-{self.ids}"
        if self.fault():
            given["data-" + self.chance.choice("ab")] = "x"
        return "".join(
            f' {name}="{value}"' for name, value in given.items() if name not in ("colspan", "rowspan", "data-width")
        )

    def inside(self, shape: Shape, deep: int) -> Iterator[str]:
        if shape.name == "chart":
            yield self.chart(deep)
            return
        if shape.text or self.fault():
            yield self.word()
        for slot in shape.slots:
            least = max(slot.least, 1 if shape.name in ("dl", "key-figures") and slot.least else 0)
            for _ in range(min(slot.most, least + self.chance.choice((0, 0, 1, 2) if deep < 5 else (0,)))):
                choices = [s for s in slot.shapes if deep < 4 or not s.slots or slot.least] or list(slot.shapes)
                yield self.element(self.chance.choice(choices), deep + 1)
                if shape.text is True or self.fault():
                    yield self.word()
        if self.fault():
            yield self.element(self.chance.choice(list(grammar.shapes().values())), deep + 3)

    def chart(self, deep: int) -> str:
        count, rows = self.chance.randint(1, 3), self.chance.randint(1, 3)
        heads = f"<th>{self.word() if self.chance.random() < 0.5 else ''}</th>"
        heads += "".join(f"<th>{self.word()}</th>" for _ in range(count))
        body = "".join(
            f"<tr><th>{self.word()}</th>" + "".join(f"<td>{self.made('figure')}</td>" for _ in range(count)) + "</tr>"
            for _ in range(rows)
        )
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        return f"<figcaption>{self.word()}</figcaption>{table}{self.word() if self.fault() else ''}"

    def template(self) -> str:
        body = "".join(self.inside(grammar.shapes()["section"], 1))
        end = '<section id="end"><h1>end</h1><div data-block="sources"/></section>'
        return f'<section id="start">{body}</section>{end}'


def read(document: Document, form: str) -> str:
    """What a reader of the finished file finds in it, with all spaces left out."""
    made, reader = {
        "docx": (lambda: render_docx(document, house()), read_docx),
        "html": (lambda: render_html(document, house()), read_html),
        "pdf": (lambda: render_pdf(document, house()).bytes, read_pdf),
    }[form]
    return likeness("".join(piece.text for piece in reader(made(), form).pieces))


def checked(composed: Composer, writer: Writer, forms: tuple[str, ...]) -> bool:
    """Whether the template was taken; then every word and figure of it is in every format."""
    document, problems = composed(writer.template())
    if problems:
        return False
    assert document is not None
    for form in forms:
        try:
            said = read(document, form)
        except ProblemsFound:  # a table or chart that no page holds
            return False
        missing = [w for w in writer.words if likeness(w) not in said]
        figures = [f for f in writer.facts if str(7001 + int(f.removeprefix("other-"))) not in said]
        assert not missing + figures, form
    return True


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> object:
    return tmp_path_factory.mktemp("project")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False), st.sampled_from([0.0, 0.01, 0.05]))
def test_every_word_is_printed_or_the_template_refused(root: object, chance: random.Random, faults: float) -> None:
    checked(composer(root), Writer(chance, faults), ("html", "docx"))


def test_templates_by_the_grammar_are_mostly_taken_and_printed_in_every_format(root: object) -> None:
    taken = [checked(composer(root), Writer(random.Random(seed), 0), ("html", "docx")) for seed in range(12)]
    assert sum(taken) > 4
    first = taken.index(True)
    assert checked(composer(root), Writer(random.Random(first), 0), ("html", "docx", "pdf"))
