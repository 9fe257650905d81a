"""What the Review page asks of the front door: a list in page order, a segment in edit, checks while typing, notes, marks."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from lxml import html

from briefing.catalogue.messages import SegmentNote, is_open, thread
from briefing.problems import ProblemsFound
from briefing.workspace import Workspace
from briefing.workspace.marked_page import KnownSentences, MarkedSentence, _flat
from briefing.workspace.reviews import Translation
from briefing.workspace.segments import SegmentRow
from briefing.workspace.translation_memory import differences
from tests.support.mini_project import ROOT, mini_project

DAY = date(2026, 7, 3)
ASSETS = "%(when)s，金融资产达%(assets)s，%(growth)s，见%(c)s。"


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    root = mini_project(tmp_path / "p")
    shutil.copy(ROOT / "i18n" / "en" / "review.yaml", root / "i18n" / "en")
    return Workspace(root, DAY)


def row(ws: Workspace, source: str) -> SegmentRow:
    return next(r for r in ws.segments("en") if r.source == source)


def take(ws: Workspace, version: str, typed: str, by: str, state: str = "reviewed", note: str = "") -> str:
    with ws.alone("take a text"):
        plan = ws.accept_typed(version, typed, "en", by=by, state=state, note=note)
        ws.save(plan)
    return plan.outcomes[0].verdict


def test_the_list_goes_in_the_order_of_the_page(ws: Workspace) -> None:
    sources = [r.source for r in ws.review_list("en", pack="tiny").rows]
    wanted = ["规模", ASSETS, "%(c)s再次提及。", "规模在扩大。", "规模一览", "指标", "金融资产规模", "资料来源"]
    assert [s for s in sources if s in wanted] == wanted
    assert "规模没有扩大。" not in sources  # the branch that today's data do not print
    assert "规模没有扩大。" in [r.source for r in ws.review_list("en").rows if not r.packs]


def test_filters_narrow_and_counts_say_what_remains(ws: Workspace) -> None:
    found = row(ws, "规模在扩大。")
    assert take(ws, found.version, "The base is growing.", "Li Wei", "approved") == "changed"
    every = ws.review_list("en", pack="tiny", person="Li Wei")
    assert every.counts["mine"] == 1
    assert every.counts["left"] == every.total - 1
    assert [r.source for r in ws.review_list("en", filters=["mine", "printed"], person="Li Wei").rows] == [
        "规模在扩大。"
    ]
    assert ws.review_list("en", filters=["mine"], person="Wang Min").rows == ()
    assert [r.source for r in ws.review_list("en", sought="base GROWING", filters=["printed"]).rows] == ["规模在扩大。"]
    assert [r.source for r in ws.review_list("en", sought="9.6万亿元").rows] == [ASSETS]
    with pytest.raises(ProblemsFound, match="review-choice"):
        ws.review_list("en", filters=["unknown"])


def test_the_next_one_is_found_though_the_last_has_left_the_list(ws: Workspace) -> None:
    left = ws.review_list("en", pack="tiny", filters=["left"])
    ids = [r.id for r in left.rows]
    assert left.after(ids[0]) == ids[1]
    assert left.after(ids[0], -1) == ids[-1]
    assert left.after("tiny.00000000") == ids[0]
    assert ws.review_list("en", filters=["lapsed"]).after(ids[0]) == ""


def test_a_figure_is_a_chip_with_the_forms_its_language_has(ws: Workspace) -> None:
    desk = ws.segment_desk(row(ws, ASSETS).id, "en")
    chips = {c.name: c for c in desk.chips}
    assert chips["assets"].text == "RMB\u00a09.6\u00a0trillion"
    assert chips["assets"].about == "2025-12-31 · s1 L3 · financial-assets@2025-12-31"
    forms = chips["growth"].forms
    assert forms["verb"] == "rose 8.0% year on year"
    assert chips["when"].forms["by"] == "by end-2025"
    assert all("?" not in text for chip in chips.values() for text in chip.forms.values())
    assert "9.6" not in chips["assets"].forms.values()  # the unit would be lost
    assert [c.name for c in desk.chips] == ["when", "assets", "growth", "c"]
    assert desk.typed.startswith("{when.as-of-initial}, financial assets stood at {assets}")
    assert desk.printed[0].startswith("At end-2025, financial assets stood at RMB\u00a09.6\u00a0trillion")
    assert desk.documents == ("tiny.en",)


def test_terms_of_the_source_stand_beside_it_the_longer_name_first(ws: Workspace) -> None:
    found = {t.key: t.forms["en"].full for t in ws.segment_desk(row(ws, ASSETS).id, "en").terms}
    assert found["西部陆海新通道"] == "New International Land-Sea Trade Corridor"


HEAD = "{when.as-of-initial}, financial assets stood at"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (f"{HEAD} RMB 9.6 trillion, having {{growth.participle}}; see the {{c}}.", "import-unsound"),
        (f"{HEAD} {{assets}}, having {{growth.nonsense}}; see the {{c}}.", "import-form"),
        ("{when.as-of-initial}，金融资产达{assets}，{growth}，见{c}。", "import-refused"),
        (f"{HEAD} {{assets}}, having {{growth.participle}}; see the {{c}}. ???", "import-refused"),
        ("", "import-empty"),
    ],
)
def test_what_an_import_refuses_is_said_while_typing(ws: Workspace, typed: str, code: str) -> None:
    found = ws.check_typed(row(ws, ASSETS).version, typed, "en")
    assert code in [r.code for r in found.reasons]
    assert found.changed


def test_a_sound_text_is_printed_as_it_is_typed(ws: Workspace) -> None:
    found = row(ws, ASSETS)
    typed = ws.segment_desk(found.id, "en").typed.replace("stood at", "reached").replace("participle", "noun")
    checked = ws.check_typed(found.version, typed, "en")
    assert not checked.reasons
    assert "financial assets reached RMB\u00a09.6\u00a0trillion" in checked.printed
    assert not ws.check_typed(found.version, ws.segment_desk(found.id, "en").typed, "en").changed


def test_a_per_cent_sign_is_shown_as_it_is_typed_and_one_number_is_told_once(ws: Workspace) -> None:
    found = row(ws, ASSETS)
    check = ws.check_typed(found.id, "{when}, more than {assets} & up 3.5%, {growth} (see {c}).", "en")
    told = [f.message for f in (*check.reasons, *check.findings)]
    assert [text.partition("more than")[2] for text in told if "more than" in text] == [
        " %(assets)s & up 3.5%, %(growth)s (see %(c)s)."
    ]
    assert len([text for text in told if "“3.5" in text or "number 3.5" in text]) == 1


def test_a_per_cent_sign_typed_beside_an_amount_is_refused(ws: Workspace) -> None:
    found = row(ws, ASSETS)
    check = ws.check_typed(found.id, "{when}, {assets}%, {growth}, see {c}.", "en")
    assert [r.message for r in check.reasons] == [
        "a unit (percent) is typed beside %(assets)s: %(when)s, %(assets)s%, %(growth)s, see %(c)s."
    ]


def test_a_word_typed_beside_a_figure_is_found_while_typing(ws: Workspace) -> None:
    found = row(ws, ASSETS)
    typed = ws.segment_desk(found.id, "en").typed.replace("{assets}", "about {assets}")
    checked = ws.check_typed(found.version, typed, "en")
    assert any("about" in m for m in [*(r.message for r in checked.reasons), *(f.message for f in checked.findings)])


def test_what_was_corrected_and_approved_here_is_approved(ws: Workspace) -> None:
    found = row(ws, "规模在扩大。")
    take(ws, found.version, "The base is growing.", "Li Wei", "approved")
    take(ws, row(ws, found.source).version, "The base keeps growing.", "Li Wei", "approved")
    assert (row(ws, found.source).state, row(ws, found.source).target) == ("approved", "The base keeps growing.")
    texts = [(v.now, v.by, v.how) for v in ws.segment_desk(found.id, "en").versions]
    assert texts == [("The base keeps growing.", "Li Wei", "accept"), ("The base is growing.", "Li Wei", "accept")]


def test_two_who_change_one_sentence_see_three_texts(ws: Workspace) -> None:
    found = row(ws, "规模在扩大。")
    assert take(ws, found.version, "The base grows.", "Li Wei") == "changed"
    with ws.alone("take a text"):
        plan = ws.accept_typed(found.version, "It grows.", "en", by="Wang Min", state="reviewed")
        ws.save(plan)
    refused = plan.outcomes[0]
    assert [r.code for r in refused.reasons] == ["import-conflict"]
    assert (refused.exported, refused.before) == ("The base is growing.", "The base grows.")
    assert row(ws, found.source).target == "The base grows."


def test_notes_are_signed_answered_and_settled(ws: Workspace) -> None:
    found = row(ws, "规模在扩大。")
    take(ws, found.version, "The base is growing.", "Li Wei", "reviewed", "Is “base” right?")
    assert row(ws, found.source).open_note
    assert [r.source for r in ws.review_list("en", filters=["asked"]).rows] == ["规模在扩大。"]
    ws.save(ws.note(found.id, "en", by="Wang: Min", text="Yes:\nsee the plan.", settle=True, day=date(2026, 7, 4)))
    desk = ws.segment_desk(found.id, "en")
    assert desk.notes == (
        SegmentNote("Is “base” right?", "Li Wei", "2026-07-03"),
        SegmentNote("Yes: see the plan.", "Wang Min", "2026-07-04"),
        SegmentNote("", "Wang Min", "2026-07-04", settled=True),
    )
    assert (desk.open_note, desk.row.state, desk.row.by) == (False, "reviewed", "Li Wei")
    assert ws.review_list("en", filters=["mine"], person="Wang Min").rows[0].id == found.id
    assert ws.note(found.id, "en", by="Wang Min", settle=True).contents == {}  # nothing to settle any more


def test_a_remark_that_nobody_signed_asks_for_no_answer() -> None:
    assert not is_open(thread("note: Second reading"))
    assert is_open(thread("note: Second reading\nnote: 2026-07-03 Li: why?"))
    assert thread("note: 2026-07-03 no name or text")[0].by == ""


def test_an_open_question_survives_the_segments_next_review(ws: Workspace) -> None:
    found = row(ws, "规模在扩大。")
    ws.save(ws.note(found.id, "en", by="Li Wei", text="Why?"))
    take(ws, found.version, "The base is growing.", "Wang Min", "approved")
    assert row(ws, found.source).open_note
    ws.save(ws.mark("reviewed", "en", by="Zhao", ids=[found.id], note="Because."))
    assert [n.text for n in ws.segment_desk(found.id, "en").notes] == ["Why?", "Because."]


def test_earlier_sentences_say_whether_they_can_be_taken(ws: Workspace) -> None:
    found = row(ws, "规模没有扩大。")
    alike = ws.similar_sentences(found.id, "en")
    assert [(a.source, a.target, a.fits) for a in alike] == [("规模在扩大。", "The base is growing.", True)]


@pytest.mark.parametrize("document", ["tiny.en", "tiny.zh"])
def test_every_sentence_of_the_page_can_be_pointed_at(ws: Workspace, document: str) -> None:
    page = ws.marked_page(document)
    root = html.document_fromstring(page.html)
    texts: dict[str, str] = {}
    for span in root.iter("span"):
        if name := span.get("data-segment"):
            texts[name] = texts.get(name, "") + span.text_content()
    sources = {r.id: r for r in ws.segments("en")}
    found = {sources[name].source: " ".join(text.split()) for name, text in texts.items()}
    assert page.segments == tuple(texts)
    assert {"规模", ASSETS, "规模在扩大。", "规模一览", "指标", "金融资产规模"} <= set(found)
    plain = re.sub(r"\s+", "", html.document_fromstring(ws.preview(document).html).text_content())
    assert re.sub(r"\s+", "", root.text_content()) == plain
    whole = re.sub(r"\s+", "", found[ASSETS])
    said = {
        "tiny.en": "Atend-2025,financialassetsstoodatRMB9.6trillion",
        "tiny.zh": "截至2025年末，金融资产达9.6万亿元",
    }
    assert whole.startswith(said[document])
    assert whole.endswith("." if document == "tiny.en" else "。")


def seen(name: str, *pieces: str, start: bool = False, end: bool = False) -> MarkedSentence:
    return MarkedSentence(name, pieces, start, end, re.compile(".{0,300}?".join(map(re.escape, pieces))))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("存款余额", ["label"]),
        ("全市存款余额6.13万亿元，贷款6.42万亿元。", ["sentence"]),  # not the label inside it
        ("其他存款余额和贷款", []),  # a piece of other words
        ("存款余额；贷款余额为6万亿元", ["tail"]),  # the label is too short to stand beside others
        ("说明：全市存款余额1元，贷款2元。余额见表2", ["sentence"]),
    ],
)
def test_of_what_overlaps_the_longer_is_meant(line: str, found: list[str]) -> None:
    known = KnownSentences([
        seen("label", "存款余额"),
        seen("sentence", "全市存款余额", "，贷款", "。"),
        seen("tail", "贷款余额为", end=True),
    ])  # fmt: skip
    assert [s.id for _, _, s in known.find(line)] == found


def test_a_figure_between_two_that_end_in_one_is_of_the_first(tmp_path: Path) -> None:
    known = KnownSentences([seen("from", "derivedfromthe", end=True), seen("source", ",published", start=True)])
    line = "derivedfromtheS3,published"
    assert [(line[a:b], s.id) for a, b, s in known.find(line)] == [
        ("derivedfromtheS3", "from"),
        (",published", "source"),
    ]


def test_a_full_stop_within_a_number_ends_no_sentence() -> None:
    line = _flat("Goods were worth RMB 58.31 billion (about USD 8.35 billion). More came.")
    known = KnownSentences([seen("worth", "goodswereworth", "."), seen("more", "morecame.")])
    assert [(s.id, line[a:b][-8:]) for a, b, s in known.find(line)] == [
        ("worth", "billion)."[-8:]),
        ("more", "orecame."),
    ]


def test_a_text_for_a_segment_that_is_gone_is_told(ws: Workspace) -> None:
    for ask in (ws.segment_desk, ws.similar_sentences):
        with pytest.raises(ProblemsFound, match="segment-unknown"):
            ask("tiny.00000000", "en")
    with pytest.raises(ProblemsFound, match="segment-unknown"):
        ws.check_typed("tiny.00000000.11111111.d", "x", "en")
    assert ws.accept(Translation("tiny.00000000.11111111.d", "x"), language="en", by="Li").count("refused") == 1


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("It grew {growth.verb} fast", "It grew {growth.noun} fast", ["same", "removed", "added", "same"]),
        ("The base", "The base", ["same"]),
        ("", "New", ["added"]),
        ("loans stood at {a}", "loans came to {a}", ["same", "removed", "added", "same"]),
        ("a b", "a  b", ["same", "removed", "added", "same"]),
        ("a ", "b ", ["removed", "added", "same"]),
        ("don’t", "do", ["removed", "added"]),
    ],
)
def test_differences_go_word_by_word_and_leave_figures_whole(before: str, after: str, kinds: list[str]) -> None:
    found = differences(before, after)
    assert [d.kind for d in found] == kinds
    assert "".join(d.text for d in found if d.kind != "removed") == after
    assert "".join(d.text for d in found if d.kind != "added") == before


def test_three_ways_are_shown_only_where_somebody_stands_against_it(ws: Workspace) -> None:
    found = row(ws, "规模在扩大。")
    assert ws.three_ways(found.version, "It grows.", "en") is None
    take(ws, found.version, "The base grows.", "Li Wei")
    against = ws.three_ways(found.version, "It grows.", "en")
    assert against is not None
    assert (against.exported, against.theirs, against.yours) == ("The base is growing.", "The base grows.", "It grows.")
    assert (against.by, against.known, against.version) == ("Li Wei", True, row(ws, found.source).version)
    assert ws.three_ways(found.version, "The base grows.", "en") is None
    (ws.root / "i18n/en/history.jsonl").unlink()
    lost = ws.three_ways(found.version, "It grows.", "en")
    assert lost is not None
    assert not lost.known


@pytest.mark.parametrize("form", ["docx", "po", "tmx", "tbx"])
def test_what_goes_out_is_the_same_bytes_each_time(ws: Workspace, form: str) -> None:
    assert ws.take_out(form, "en", pack="tiny") == ws.take_out(form, "en", pack="tiny")
    with pytest.raises(ProblemsFound, match="review-choice"):
        ws.take_out("exe", "en")


INSIDE = """\
<section id="scale"><h1>{{ _("规模") }}</h1>
<p>{% trans part=_("规模在扩大。"), name=label("financial-assets"), assets=fig("financial-assets") %}
{{ name }}{{ assets }}：{{ part }}{% endtrans %}</p>
</section>
"""
MADE_OF = INSIDE.replace(
    "</section>", "<p>{% trans both=_('规模') ~ _('指标') %}另见{{ both }}。{% endtrans %}</p></section>"
)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("%(name)s%(assets)s：%(part)s", "{name.initial}, {assets}: {part}"),  # a sentence by itself
        ("金融资产规模", "assets of finance"),  # a name that stands in sentences
        ("规模在扩大。", "The base grows."),  # a sentence that stands in another
        ("指标", "yardsticks"),  # words that a value was made of
    ],
)
@pytest.mark.parametrize("nested", [INSIDE, MADE_OF])
def test_after_a_change_the_segments_are_those_of_a_fresh_look(
    tmp_path: Path, nested: str, source: str, text: str
) -> None:
    root = mini_project(tmp_path / "p", nested)
    ws = Workspace(root, DAY)
    for row_ in ws.segments("en"):
        if row_.source in ("%(name)s%(assets)s：%(part)s", "另见%(both)s。", "规模在扩大。", "指标"):
            given = {"另见%(both)s。": "See {both}.", "指标": "Indicator", "规模在扩大。": "It grows."}
            take(ws, row_.version, given.get(row_.source, "{name}: {assets}. {part}"), "Li Wei")
    if not any(r.source == source for r in ws.segments("en")):
        return  # the shorter template does not have it
    ws.segment_desk(row(ws, source).id, "en")
    take(ws, row(ws, source).version, text, "Li Wei")
    cold = Workspace(root, DAY)
    assert ws.segments("en") == cold.segments("en")
    assert [ws.segment_desk(r.id, "en") for r in ws.segments("en") if r.file == "tiny"] == [
        cold.segment_desk(r.id, "en") for r in cold.segments("en") if r.file == "tiny"
    ]
