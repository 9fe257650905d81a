"""What templates may make is printed in every format and language, and proves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from briefing.editions.build import Request, build
from briefing.problems import ProblemsFound
from briefing.project.opening import open_project
from briefing.proof.folder import proved
from briefing.proof.verifying import verify
from briefing.review.lint import declarations
from tests.support.mini_project import ENGLISH, INDICATORS, ROOT, mini_project, translations

PUBLIC = ROOT.parent / "shared" / "findings" / "inputs" / "public"
SOURCES = '<section id="sources" data-numbered="no"><h1>{{ _("资料来源") }}</h1><div data-block="sources"/></section>\n'

#: Quarters and growth, below nought too, for the charts.
GROWTHS = """\
  - id: {id}
    label: {label}
    unit: percent
    kind: change
    of: financial-assets
    base: yoy
    observations: [{all}]
"""
GROWTH_OF = (
    '{{period: "{period}", basis: stated, value: "{value}", published: "{value}%", source: s1, locator: L5,'
    " status: reported}}"
)
VALUES = {"one": ("甲增速", ["12.3", "-33.3", "3.1", "0"]), "two": ("乙增速", ["-5.2", "-4.1", "20.5", "7.0"])}
PERIODS = ["2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31"]
GROWTH = "".join(
    GROWTHS.format(
        id=name,
        label=label,
        all=", ".join(GROWTH_OF.format(period=p, value=v) for p, v in zip(PERIODS, values, strict=True)),
    )
    for name, (label, values) in VALUES.items()
)


def chart(kind: str) -> str:
    rows = (
        '{% for r in rows("one", "two") %}<tr><th>{{ period(r.any, "short") }}</th><td>{{ cell(r.one) }}</td>'
        "<td>{{ cell(r.two) }}</td></tr>{% endfor %}"
    )
    heads = "<thead><tr><th>{{ _('时间') }}</th><th>{{ _('甲') }}</th><th>{{ _('乙') }}</th></tr></thead>"
    return (
        f'<figure id="c-{kind}" data-chart="{kind}" {{{{ axis("percent") }}}}><figcaption>{{{{ _("增速") }}}}</figcaption>'
        f"<table>{heads}<tbody>{rows}</tbody></table></figure>"
    )


TEMPLATE = (
    """\
<section id="a"><h1>{% trans w=period("financial-assets") %}{{ w }}情况{% endtrans %}</h1>
<p>{% trans f=fig("financial-assets") %}甲{{ f }}<br/>乙{% endtrans %}</p>
<table id="t">
<caption>{% trans w=period("financial-assets"), f=fig("financial-assets") %}{{ w }}的{{ f }}{% endtrans %}</caption>
<thead><tr><th>{{ _("甲") }}</th><th>{{ _("乙") }}</th></tr></thead>
<tbody>{% for i in range(30) %}<tr>{% if loop.index0 in [0, 15] %}<th rowspan="15">{{ _("时间") }}</th>{% endif %}
<td>{% trans f=fig("financial-assets") %}甲<br/><strong>乙</strong>{{ f }}{% endtrans %}</td></tr>{% endfor %}</tbody></table>
<aside class="pull"><p>{{ fig("financial-assets") }}</p><p>{{ _("甲") }}</p></aside>
<dl><dt>{{ fig("financial-assets") }}</dt><dd>{{ _("甲") }}</dd></dl>
<ul><li>{% trans f=fig("financial-assets") %}甲{{ f }}<br/>乙{% endtrans %}<ol><li>{{ _("甲") }}</li></ol></li></ul>
<aside class="insight"><h1>{{ _("乙") }}</h1><p>{{ _("甲") }}</p></aside>
"""
    + "".join(map(chart, ("bar", "grouped-bar", "column", "grouped-column", "stacked-bar", "line")))
    + "</section>\n"
    + SOURCES
)
WORDS = {
    "%(w)s情况": "Situation at %(w)s", "甲": "A", "乙": "B", "时间": "Time", "增速": "Growth", "%(w)s的%(f)s": "%(f)s at %(w)s",
    "甲<br/><strong>乙</strong>%(f)s": "A<br/><strong>B</strong> %(f)s", "甲%(f)s<br/>乙": "A %(f)s<br/>B",
}  # fmt: skip


def built(root: Path) -> list[str]:
    """Build and verify all that a project has: what is not proved."""
    project = open_project(root)
    folder = build(project, Request(root / "out", jobs=1)).folder
    proof = verify(folder, declarations(project)[0])
    assert proved(proof) == (not proof.problems)
    return [str(p) for p in proof.problems]


def test_everything_a_template_may_make_is_proved(tmp_path: Path) -> None:
    mini_project(tmp_path, TEMPLATE, content__indicators__one=INDICATORS + GROWTH)
    translations(
        tmp_path, {"tiny": ENGLISH["tiny"] | WORDS, "content": ENGLISH["content"] | {"甲增速": "A", "乙增速": "B"}}
    )
    assert not built(tmp_path)


#: Public bug reports: the folder of the input, and the code of the refusal (empty: it is printed and proved).
REPORTS = {
    "01-open-range-english": "",
    "03-rank-change": "",
    "04-growth-from-loss": "derived-not-comparable",
    "05-impossible-values": "impossible-value",
    "06-words-lost-a-li-then-list": "",
    "06-words-lost-c-table-rows": "markup-missing",
    "06-words-lost-e-section-text": "markup-text",
    "06-words-lost-f-pull": "markup-order",
    "06-words-lost-h-list-text": "markup-text",
    "07-root-paragraph-lost": "markup-misplaced",
    "09-traceback-a-width": "markup-value",
    "09-traceback-b-empty-table": "markup-missing",
    "09-traceback-c-dl": "markup-missing",
    "09-traceback-d-pull": "markup-missing",
    "10-line-chart-not-proved": "",
    "11-stacked-bar-negative": "",
    "12-column-chart-many": "chart-too-narrow",
    "14-rowspan-over-a-page": "table-joined",
    "15-figure-in-heading": "markup-misplaced",
    "17-br-is-a-space": "",
    "18-kangxi-radicals-text": "",
}


@pytest.mark.skipif(not PUBLIC.is_dir(), reason="the inputs of the reports are not here")
@pytest.mark.parametrize("name", REPORTS)
def test_a_public_report_has_its_right_result(name: str, tmp_path: Path) -> None:
    folder = PUBLIC / name
    whole, passage = folder / "template.html", folder / "passage.html"
    section = '<section id="a"><h1>{{ _("甲节") }}</h1>%s</section>\n' + SOURCES.replace("%", "%%")
    template = whole.read_text("utf-8") if whole.exists() else section % passage.read_text("utf-8")
    kinds = {"indicators", "derived"} & {path.stem for path in folder.glob("*.yaml")}
    mini_project(
        tmp_path, template, **{f"content__{k}__more": (folder / f"{k}.yaml").read_text("utf-8") for k in kinds}
    )
    shutil.copy(ROOT / "i18n" / "allowed-numbers.yaml", tmp_path / "i18n")
    english = folder / "english.yaml"
    given = yaml.safe_load(english.read_text("utf-8")) if english.exists() else {}
    translations(tmp_path, {d: ENGLISH.get(d, {}) | given.get(d, {}) for d in {*ENGLISH, *given}})
    if not REPORTS[name]:
        assert not built(tmp_path)
        return
    with pytest.raises(ProblemsFound) as found:
        built(tmp_path)
    errors = [p for p in found.value.problems if p.severity == "error"]
    assert REPORTS[name] in {p.code for p in errors}
    assert all(p.line for p in errors if p.code.startswith("markup-"))
