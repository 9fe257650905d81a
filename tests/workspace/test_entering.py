"""A figure as it is typed: read in every language at once, each problem and doubt beside its field, nothing written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefing import Workspace
from briefing.problems import ProblemsFound
from briefing.workspace.figures import Entry
from tests.support.mini_project import mini_project

NEW = {"id": "tech-loans", "label": {"zh": "科技贷款", "en": "Technology loans"}, "unit": "CNY", "kind": "stock"}


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return Workspace(mini_project(tmp_path), today=date(2026, 7, 3))


def entry(**given: object) -> Entry:
    values: dict[str, object] = {
        "indicator": "financial-assets",
        "figure": "9.8万亿元",
        "period": "2026-03-31",
        "source": "s1",
        "locator": "L5",
    }
    return Entry(**{**values, **given})  # type: ignore[arg-type]


def test_a_whole_entry_is_said_in_every_language_beside_the_figure_before(ws: Workspace) -> None:
    reading = ws.read_entry(entry())
    assert reading.texts == {"zh": "9.8万亿元", "en": "RMB\u00a09.8\u00a0trillion"}
    assert reading.sentences is not None
    assert "高于2025年末的9.6万亿元" in reading.sentences["zh"]
    assert "up from RMB\u00a09.6\u00a0trillion" in reading.sentences["en"]
    assert (reading.fact, reading.action, reading.problems, reading.missing) == (
        "financial-assets@2026-03-31",
        "add",
        (),
        (),
    )


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"figure": "9.8%"}, "figure", "observe-unit"),
        ({"figure": "许多"}, "figure", "observe-unreadable"),
        ({"period": "2026-13"}, "period", "observe-period"),
        ({"period": "2026-03"}, "period", "period-not-a-day"),
        ({"period": "2026-03", "source": "", "locator": ""}, "period", "period-not-a-day"),
        ({"period": "2026-01/2026-03", "source": ""}, "period", "period-not-a-day"),
        ({"period": "2026-03", "figure": "", "source": "", "locator": ""}, "period", "period-not-a-day"),
        ({"basis": "inferred"}, "note", "inferred-without-note"),
        ({"locator": "page 3"}, "locator", "observe-locator"),
        ({"source": "s7"}, "source", "observe-unknown"),
        ({"indicator": "financial-asset"}, "indicator", "observe-unknown"),
        ({"period": "2025-12-31", "figure": "9.6万亿元"}, "source", "observe-repeated"),
        ({"period": "2024-12-31", "withdraw": True}, "period", "withdraw-nothing"),
        ({"figure": "<script>alert(1)</script>"}, "figure", "observe-unreadable"),
    ],
)
def test_a_problem_stands_beside_its_field(ws: Workspace, given: dict[str, object], field: str, code: str) -> None:
    assert [(p.field, p.code) for p in ws.read_entry(entry(**given)).problems] == [(field, code)]


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"figure": ""}, ("figure",)),
        ({"period": "", "source": "", "locator": ""}, ("period", "source", "locator")),
        (
            {"indicator": "", "figure": "", "period": "", "source": "", "locator": ""},
            ("indicator", "figure", "period", "source", "locator"),
        ),
        ({"figure": "", "period": "2025-12-31", "withdraw": True, "source": ""}, ("source",)),
    ],
)
def test_an_empty_field_is_missing_and_no_problem(
    ws: Workspace, given: dict[str, object], missing: tuple[str, ...]
) -> None:
    reading = ws.read_entry(entry(**given))
    assert (reading.missing, reading.problems) == (missing, ())


def test_the_figure_is_read_before_its_period_is_known(ws: Workspace) -> None:
    assert ws.read_entry(entry(period="", source="", locator="")).texts == {
        "zh": "9.8万亿元",
        "en": "RMB\u00a09.8\u00a0trillion",
    }


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"figure": "9.8亿元"}, "figure", "ask-scale"),
        ({"period": "2026-06-30"}, "period", "ask-after-source"),
        ({"period": "2025-12-31", "withdraw": True, "figure": ""}, "figure", None),
    ],
)
def test_a_doubt_stands_beside_its_field(ws: Workspace, given: dict[str, object], field: str, code: str | None) -> None:
    doubts = [(d.field, d.code) for d in ws.read_entry(entry(**given)).doubts]
    assert doubts == ([(field, code)] if code else doubts)


@pytest.mark.parametrize(
    ("given", "doubts"),
    [
        ({"figure": "9.8亿元"}, [("figure", "ask-scale")]),
        ({"figure": "96万亿元"}, [("figure", "ask-jump")]),
        ({"indicator": "assets-growth", "figure": "增长88%"}, [("figure", "ask-jump")]),
        ({"figure": "0万亿元"}, [("figure", "ask-nought")]),
        ({"period": "2026-06-30"}, []),  # whether that is after the source, the source will tell
    ],
)
def test_a_doubt_does_not_wait_for_the_source(
    ws: Workspace, given: dict[str, object], doubts: list[tuple[str, str]]
) -> None:
    read = ws.read_entry(entry(**given, source="", locator=""))
    assert [(d.field, d.code) for d in read.doubts] == doubts


@pytest.mark.parametrize(
    ("figure", "texts"),
    [
        ("9000亿—1.2万亿元", {"zh": "9000亿—1.2万亿元", "en": "RMB 900 billion to RMB 1.2 trillion"}),
        ("数十亿元", {"zh": "数十亿元", "en": "billions of RMB"}),
        ("千亿级", {"zh": "千亿级", "en": "of the order of RMB 100 billion"}),
    ],
)
def test_a_value_left_open_is_said_in_every_language_as_it_is_typed(
    ws: Workspace, figure: str, texts: dict[str, str]
) -> None:
    read = ws.read_entry(entry(figure=figure))
    assert read.texts is not None
    assert {tag: text.replace("\u00a0", " ") for tag, text in read.texts.items()} == texts
    assert (read.problems, [d.code for d in read.doubts]) == ((), ["ask-open"])


def test_a_value_left_open_that_a_language_has_no_words_for_is_a_problem_and_no_fault(ws: Workspace) -> None:
    read = ws.read_entry(entry(figure="RMB 900 billion to RMB 1.2 trillion or so-so"))
    assert [p.code for p in read.problems] == ["observe-unreadable"]
    read = ws.read_entry(entry(figure="RMB 3 billion—5 billion", indicator="financial-assets"))
    assert {p.code for p in read.problems} <= {"open-value-wordless", "observe-unreadable"}


@pytest.mark.parametrize("figure", ["-5家", "34.5家"])
def test_what_cannot_be_is_refused_as_it_is_typed(ws: Workspace, figure: str) -> None:
    new = {**NEW, "unit": "institution"}
    assert [p.code for p in ws.read_entry(entry(figure=figure, indicator=""), new).problems] == ["impossible-value"]


def test_what_stands_for_the_period_is_shown_beside_a_figure_that_contradicts_it(ws: Workspace) -> None:
    reading = ws.read_entry(entry(period="2025-12-31"))
    assert reading.standing is not None
    assert reading.standing.texts["en"] == "RMB\u00a09.6\u00a0trillion"


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("2026年3月末", "2026-03-31"),
        ("end-March 2026", "2026-03-31"),
        ("Q1 2026", "2026-01/2026-03"),
        ("2026", "2026"),
        ("soon", "soon"),
    ],
)
def test_a_period_may_be_typed_as_any_language_prints_it(ws: Workspace, typed: str, period: str) -> None:
    assert ws.settled_entry(entry(period=typed)).period == period


@pytest.mark.parametrize(
    ("typed", "locator"), [("5", "L5"), ("5, 7-9", "L5, L7-9"), ("L5、L8", "L5, L8"), ("page 5", "page 5")]
)
def test_a_locator_may_be_bare_numbers(ws: Workspace, typed: str, locator: str) -> None:
    assert ws.settled_entry(entry(locator=typed)).locator == locator


def test_nothing_is_written_while_typing(ws: Workspace) -> None:
    before = ws.bytes_below("**/*")
    ws.read_entry(entry())
    ws.read_entry(entry(), NEW)
    assert ws.bytes_below("**/*") == before


def test_a_keystroke_is_answered_from_what_is_remembered(
    ws: Workspace, composed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file is read and no document composed for it."""
    ws.read_entry(entry())
    composed.clear()
    read: list[object] = []
    for name in ("read_bytes", "read_text", "open"):
        monkeypatch.setattr(Path, name, lambda path, *_, **__: read.append(path))
    assert ws.read_entry(entry(figure="9.81万亿元")).texts == {"zh": "9.81万亿元", "en": "RMB\u00a09.81\u00a0trillion"}
    assert (read, composed) == ([], [])


def test_the_first_figure_of_a_new_indicator_is_read_under_its_name(ws: Workspace) -> None:
    reading = ws.read_entry(entry(indicator="", figure="8000亿元"), NEW)
    assert reading.fact == "tech-loans@2026-03-31"
    assert reading.sentences is not None
    assert reading.sentences["en"].startswith("Technology loans: RMB\u00a0800\u00a0billion")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"id": "Tech loans"}, "id"),
        ({"id": "financial-assets"}, "id"),
        ({"unit": "元 <b>"}, "unit"),
        ({"kind": "sort"}, "kind"),
    ],
)
def test_a_problem_of_the_form_of_an_indicator_names_its_field(
    ws: Workspace, given: dict[str, object], field: str
) -> None:
    assert [p.field for p in ws.read_entry(entry(), {**NEW, **given}).problems] == [field]


def test_a_new_indicator_comes_with_its_first_figure_and_its_label_in_every_language(ws: Workspace) -> None:
    plan = ws.add_indicator(entry(figure="8000亿元"), **NEW)
    ws.save(plan)
    page = ws.figure("tech-loans")
    assert page.line.labels == NEW["label"]
    with pytest.raises(ProblemsFound) as found:
        ws.add_indicator(entry(figure="8000亿元"), **NEW)
    assert [(p.code, p.field) for p in found.value.problems] == [("indicator-known", "id")]


def test_a_new_source_brings_its_words_in_every_language(ws: Workspace) -> None:
    plan = ws.add_source(
        id="s2",
        file="two.txt",
        issuer={"zh": "市统计局", "en": "Statistics Bureau"},
        title={"zh": "公报：增长9.7%", "en": "Bulletin: up 9.7%%"},  # as a catalogue writes the sign
        date="2026-06-01",
        date_basis="stated",
        kind="news",
        sections=[{"id": "lead", "title": {"zh": "全文", "en": "Whole text"}, "lines": "1-9"}],
    )
    ws.save(plan)
    source = next(s for s in ws.figures().sources if s.id == "s2")
    assert (source.titles["en"], source.issuers["en"]) == ("Bulletin: up 9.7%", "Statistics Bureau")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"id": "S 2"}, "id"),
        ({"title": ""}, "title"),
        ({"date": "1 June"}, "date"),
        ({"date": "2027-01-01"}, "date"),
        ({"kind": "blog"}, "kind"),
    ],
)
def test_a_problem_of_a_source_names_its_field(ws: Workspace, given: dict[str, object], field: str) -> None:
    values: dict[str, object] = {
        "id": "s2",
        "file": "two.txt",
        "issuer": "市统计局",
        "title": "公报",
        "date": "2026-06-01",
        "date_basis": "stated",
        "kind": "news",
    }
    with pytest.raises(ProblemsFound) as found:
        ws.add_source(**{**values, **given})
    assert [p.field for p in found.value.problems] == [field]


def test_what_a_source_or_a_dispute_brings_to_translate_is_in_the_catalogues_with_it(ws: Workspace) -> None:
    words = {
        "issuer": "重庆市统计局",
        "title": "二季度金融运行情况",
        "sections": [{"id": "lead", "title": "开头", "lines": "1-9"}],
    }
    source = {"id": "s9", "file": "9.txt", "date": "2026-07-01", "date_basis": "stated", "kind": "news"}
    plan = ws.add_source(**source, **words)
    assert "i18n/en/content.po" in plan.files
    ws.save(plan)
    ws.save(
        ws.observe(
            Entry(
                "assets-growth",
                "增长7.0%",
                "2025-12-31",
                "s9",
                "L5",
                disagreement=True,
                caveat="两处来源对增速的说法不同。",
            )
        )
    )
    assert "catalogue-stale" not in {p.code for p in ws.check()}
    sources = {row.source for row in ws.segments("en", states=["untranslated"])}
    assert sources >= {"重庆市统计局", "二季度金融运行情况", "开头", "两处来源对增速的说法不同。"}
