"""Values that a source leaves open, changes of rank and turns of a loss are printed rightly in both languages, and prove."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefing.editions.build import Request, build
from briefing.problems import has_errors
from briefing.project.opening import open_project
from briefing.proof.folder import proved
from briefing.proof.verifying import verify
from briefing.review.lint import declarations
from tests.support.mini_project import ENGLISH, mini_project, translations

#: What a source prints, its unit, and what English makes of it.
OPEN = {
    "9000万—1.2亿元": ("CNY", "RMB 90 million to RMB 120 million"),
    "3000万至5000万元": ("CNY", "RMB 30 million to RMB 50 million"),
    "20—30家": ("institution", "20 to 30 institutions"),
    "约3成": ("percent", "about 30%"),
    "数十亿元": ("CNY", "billions of RMB"),
    "十几家": ("institution", "more than 10 institutions"),
    "近百家": ("institution", "nearly 100 institutions"),
    "上百家": ("institution", "100 or more institutions"),
    "若干家": ("institution", "several institutions"),
    "千亿级": ("CNY", "of the order of RMB 100 billion"),
    "N场": ("event", "N events"),
}
LABELS = "子丑寅卯辰巳午未申酉戌"
PLACE = "source: s1, locator: L3, status: reported"


def indicator(name: str, label: str, unit: str, kind: str, *rows: str, more: str = "") -> str:
    seen = "".join(f"      - {{{row}, {PLACE}}}\n" for row in rows)
    return f"  - id: {name}\n    label: {label}\n    unit: {unit}\n    kind: {kind}\n{more}    observations:\n{seen}"


def opened(name: str, label: str, text: str, unit: str) -> str:
    kind = "rate" if unit == "percent" else "flow"
    return indicator(name, label, unit, kind, f'period: "2025", basis: stated, value: null, published: "{text}"')


def result(year: int, value: str) -> str:
    return f'period: "{year}", basis: stated, value: "{value}", published: "{value}元"'


INDICATORS = (
    "indicators:\n"
    + "".join(opened(f"o{n}", f"甲{LABELS[n]}", text, unit) for n, (text, (unit, _)) in enumerate(OPEN.items()))
    + indicator(
        "places", "位次变化", "rank", "change", 'period: "2025", basis: stated, value: "2", published: 上升2位',
        more="    of: financial-assets\n    base: yoy\n    region: china\n",
    )
    + indicator("profit", "利润", "CNY", "flow", result(2023, "-80亿"), result(2024, "-50亿"), result(2025, "100亿"))
)  # fmt: skip
DERIVED = """\
derived:
  - {id: turned, label: 盈亏, op: turn, inputs: ["profit@2025", "profit@2024"], unit: CNY, decimals: -8}
  - {id: narrowed, label: 亏损, op: turn, inputs: ["profit@2024", "profit@2023"], unit: CNY, decimals: -8}
"""
NAMES = [*(f"o{n}" for n in range(len(OPEN))), "places", "turned", "narrowed"]
ARGUMENTS = ", ".join(f'x{n}=fig("{name}")' for n, name in enumerate(NAMES))
TEMPLATE = (
    '<section id="a"><h1>{{ _("规模") }}</h1><p>{% trans '
    + ARGUMENTS
    + " %}"
    + "；".join(f"{{{{ x{n} }}}}" for n in range(len(NAMES)))
    + "。{% endtrans %}</p></section>\n"
    '<section id="sources" data-numbered="no"><h1>{{ _("资料来源") }}</h1><div data-block="sources"/></section>\n'
)
BOTH = [f"%(x{n})s" for n in range(len(NAMES))]
WORDS = {
    "tiny": ENGLISH["tiny"] | {"；".join(BOTH) + "。": "; ".join(BOTH) + "."},
    "content": ENGLISH["content"]
    | {f"甲{LABELS[n]}": "An item" for n in range(len(OPEN))}
    | {"位次变化": "Change of rank", "利润": "Profit", "盈亏": "Result", "亏损": "Loss"},
}


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("values")
    mini_project(root, TEMPLATE, True, content__indicators__more=INDICATORS, content__derived__more=DERIVED)
    translations(root, WORDS)
    project = open_project(root)
    assert not has_errors(project.problems), [str(p) for p in project.problems]
    return build(project, Request(out=root / "out", formats=("html",), jobs=1)).folder


def said(edition: Path, tag: str) -> list[str]:
    text = (edition / f"tiny.{tag}.html").read_text("utf-8")
    sentence = re.search(r"<p[^>]*>(.*?)</p>", text[text.index("<main") :], re.DOTALL)
    assert sentence is not None
    plain = re.sub(r"<sup.*?</sup>|<[^>]+>|[\u2009\u2060]", "", sentence[1]).replace("\u00a0", " ")
    return re.split("[；;] ?", plain.strip().rstrip("。.1"))


def test_every_value_is_said_in_each_language(edition: Path) -> None:
    assert said(edition, "zh") == [*OPEN, "同比上升2位", "扭亏为盈", "亏损减少30亿元"]
    turns = ["up two places year on year", "turned a loss into a profit", "cut its loss by RMB 3 billion"]
    assert said(edition, "en") == [*(english for _, english in OPEN.values()), *turns]


def test_the_edition_proves(edition: Path) -> None:
    proof = verify(edition, declarations(open_project(edition.parents[1]))[0])
    assert proved(proof), [str(p) for p in proof.problems]
