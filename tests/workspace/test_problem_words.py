"""Problems in other words: every pattern is of a code there is and of its details, and none sends a person to a terminal."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from briefing import Workspace
from briefing.files.yaml_reader import read_yaml
from briefing.problems import (
    MORE,
    SAID,
    ProblemsFound,
    catalogue,
    explain,
    patterns,
    phrased,
    phrases,
    problem,
    reasons,
    worded,
    words,
)
from briefing.projects.conditions import parse_condition
from briefing.projects.grid import Causes
from tests.support.mini_project import ROOT, mini_project

#: What only somebody at a terminal can follow.
TERMINAL = re.compile(
    r"(?<![A-Za-z0-9-])--[a-z]|generate\.py|python -m|`[^`]*`|\bpip install|\bRun make |chmod|ulimit"
    r"|review (?:lint|waive|mark|export)"
)


def fields(pattern: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(pattern) if name}


@pytest.mark.parametrize("tag", ["zh", "en"])
def test_every_pattern_is_of_a_code_and_uses_only_its_details(tag: str) -> None:
    for code, pair in words(tag).items():
        if code == MORE:
            continue
        kind = catalogue()[code]
        known = fields(kind.message) | fields(kind.mend) | fields(kind.cause)
        assert fields(pair[0]) | fields(pair[1]) <= known, code


def in_the_workbench(code: str) -> str:
    """The mend of a code as the English workbench says it."""
    return words("en").get(code, ("", ""))[1] or catalogue()[code].mend


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_whoever_works_in_chinese_reads_chinese(code: str) -> None:
    message, mend = words("zh")[code]
    kind = catalogue()[code]
    assert fields(message) == fields(kind.message)  # nothing that is told is lost
    assert fields(mend) == fields(in_the_workbench(code))
    for said, told in ((message, kind.message), (mend, in_the_workbench(code))):
        only_details = not re.sub(r"\{[^{}]*\}|\W", "", told)
        assert only_details or re.search("[\u4e00-\u9fff]", said), said


@pytest.mark.parametrize("tag", ["zh", "en"])
@pytest.mark.parametrize("code", sorted(catalogue()))
def test_no_mend_sends_a_person_to_a_terminal(code: str, tag: str) -> None:
    mend = words(tag).get(code, ("", ""))[1] or in_the_workbench(code)
    assert not TERMINAL.search(mend), mend


#: What only somebody with the files of the project sees: their notation of a message, and the files themselves.
FILES = re.compile(r"%%|%\(|\b(?:docs|i18n|briefing)/|\.yaml|\.po\b")
#: The codes of what a reviewer is told of a sentence.
OF_SENTENCES = sorted(
    code
    for code in catalogue()
    if re.match(
        r"import-|review-|proof-(?:typed|translation|negation|exchanged)|catalogue-(?:percent|placeholder|markup)", code
    )
    and code not in ("review-rules", "import-unreadable")
)


@pytest.mark.parametrize("tag", ["zh", "en"])
@pytest.mark.parametrize("code", OF_SENTENCES)
def test_a_reviewer_is_told_nothing_of_files_they_never_see(code: str, tag: str) -> None:
    kind = catalogue()[code]
    details = dict.fromkeys(fields(kind.message) | fields(kind.mend) | fields(kind.cause), "x")
    told = worded(problem(code, "", 0, **details), tag)
    assert not FILES.search(told.message), told.message
    assert not FILES.search(told.mend), told.mend


def test_what_a_problem_holds_is_said_in_the_words_of_the_workbench() -> None:
    inner = problem("proof-typed-figure", text="5%", says="5 percent", sentence="{a} and %(growth.verb)s 5%")
    found = problem("import-refused", id="x", reason=inner.message, how=inner.mend, inner=inner)
    told = worded(found, "en")
    assert told.message == "“5%” (5 percent) is typed by hand: {a} and {growth.verb} 5%"
    assert "list of allowed numbers" in told.mend
    assert "allowed-numbers.yaml" in found.mend  # at a terminal the file is named
    inner = problem("catalogue-placeholder", source="甲", difference="missing a; not in the source b, c")
    assert (
        "缺少a；原文没有b, c"
        in worded(problem("import-unsound", id="x", reason=inner.message, inner=inner), "zh").message
    )
    beside = problem("proof-typed-beside", what="a qualifier (more-than)", name="a", sentence="…")
    assert worded(beside, "zh").message == "{a}旁边手工写了限定词（超过）：…"


def test_a_mend_that_names_a_command_is_caught() -> None:
    for mend in (
        "Run python generate.py catalog.",
        "运行generate.py check",
        "Import with --sheet A.",
        "请用--whole导入",
        "Run `make packs`.",
    ):
        assert TERMINAL.search(mend), mend


def test_a_problem_is_said_with_its_details() -> None:
    found = problem("ask-jump", fact="a@2025", figure="3亿元", old="9亿元", before="2024")
    assert worded(found, "zh").message == "a@2025：3亿元与9亿元（2024）相差悬殊"
    assert worded(found, "en").message == found.message
    assert worded(found, "fr").mend == found.mend


def test_further_rows_of_a_cause_are_said_too() -> None:
    causes = Causes()
    for row in (4, 6, 7):
        causes.add("list-sum-doubted", "Sheet1", row, name="甲", text="9", sum="1-3")
    (found,) = causes.problems("list.xlsx")
    assert found.message.endswith("— and 2 more rows: 6-7")
    assert worded(found, "zh").message == "“甲”：金额“9”等于第1-3行之和——另有2行：6-7"


def test_what_the_engine_says_inside_a_problem_is_said_in_chinese_too() -> None:
    found = problem("unknown-key", key="source", hint="did you mean sources?")
    assert worded(found, "zh").message == "此处没有键source：是否应为sources？"
    found = problem("proof-inside", "a.docx", said="it says its language is fr")
    assert worded(found, "zh").message == "文件内部自相矛盾：自称语言为fr"
    assert worded(found, "en").message == found.message


def test_words_of_peoples_files_stay_as_they_are() -> None:
    found = problem("missing-key", key="source")
    assert "source" in worded(found, "zh").message


def test_a_verification_is_told_in_chinese() -> None:
    assert phrased("by Li Na on 2026-07-24: all is as sealed", "zh") == "Li Na于2026-07-24封存，与封存时完全一致"
    assert phrased("3 files, 1 pack in en, zh; built in part: no tiny.en.pdf", "zh").startswith(
        "1种简报（en, zh）共3个"
    )
    assert phrased("1 of 3 files: no document is recorded", "zh") == "3个文件中的1个：没有留存的文稿"
    assert phrased("words that nobody has listed", "zh") == "words that nobody has listed"


@pytest.mark.parametrize("tag", ["zh", "en"])
def test_a_phrase_says_only_what_it_was_told(tag: str) -> None:
    assert phrases(tag)
    for pattern, other in phrases(tag):
        assert fields(other) <= set(pattern.groupindex), other


def test_the_details_that_hold_words_of_the_engine_are_details_there_are() -> None:
    known = {name for kind in catalogue().values() for name in fields(kind.message) | fields(kind.mend)}
    assert known >= SAID


def test_why_a_problem_matters_is_said_of_every_code_in_chinese() -> None:
    assert reasons("zh").keys() == catalogue().keys()
    assert all(re.search("[\u4e00-\u9fff]", why) for why in reasons("zh").values())
    assert patterns("proof-hash", "zh").why == reasons("zh")["proof-hash"]
    assert patterns("proof-hash", "fr") == catalogue()["proof-hash"]


def _said_by_libraries(folder: Path) -> Iterator[str]:
    """What libraries say of common slips, by the way it reaches a problem."""
    for text in ("a: b: c\n", "a: [1, 2\n", 'a: "b\n', "a: 1\n  b: 2\n", "\ta: 1\n", "- a\nb: 1\n", "a: @b\n"):
        try:
            read_yaml(text.encode(), "a.yaml")
        except ProblemsFound as found:
            yield from (worded(p, "zh").message for p in found.problems)
        else:
            yield from (worded(p, "zh").message for p in read_yaml(text.encode(), "a.yaml")[1])
    root = mini_project(folder)
    sound = (root / "templates/tiny.html").read_text("utf-8")
    for slip in (
        "{% if x",
        "{% trans %}a",
        "{% nothing %}",
        "{{ nothing }}",
        "{{ fig(",
        "<p>a</section>",
        "<p>a & b</p>",
        "{#",
    ):
        (root / "templates/tiny.html").write_text(sound + slip, "utf-8")
        found = Workspace(root, date(2026, 7, 3)).check()
        yield from (worded(p, "zh").message for p in found if p.code in ("template-error", "markup-malformed"))


def test_what_libraries_say_of_common_slips_is_said_in_chinese(tmp_path: Path) -> None:
    told = list(_said_by_libraries(tmp_path / "p"))
    assert len(told) >= 15
    assert not [text for text in told if re.search(r"(?:[A-Za-z']+ ){3}", text)], told


def test_what_a_library_says_otherwise_is_quoted_as_its_words() -> None:
    found = problem("yaml-syntax", "a.yaml", 3, what="the widget has come off its hinges")
    assert "程序报告（英文原文）：“the widget has come off its hinges”" in worded(found, "zh").message
    assert worded(found, "en").message == found.message
    found = problem("yaml-syntax", "a.yaml", 3, what="重庆 GDP")
    assert "英文原文" not in worded(found, "zh").message


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("sektor = 3", "可用的字段：cooperation, district"),
        ("investment ~ 3", "应为<  <=  >"),
        ("investment > many", "金额（元）写作10亿"),
        ("(sector = 物流", "括号没有关上"),
        ("sector not 物流", "not之后应为in (…)"),
        ("sector in 物流", "in之后用括号列出"),
        ("sector =", "此处缺少取值"),
    ],
)
def test_what_a_condition_lacks_is_said_in_chinese(where: str, said: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        parse_condition(where)
    told = worded(found.value.problems[0], "zh").message
    assert said in told
    assert "英文原文" not in told


def test_every_code_is_explained_with_a_reason_a_mend_and_an_example() -> None:
    shown = {path.stem for path in (ROOT / "briefing/problems/examples").rglob("*/*.yaml")}
    for code in catalogue():
        told = explain(code)
        assert told.why, code
        assert told.mend, code
        assert bool(told.example.bad and told.example.good) is (code in shown), code
        assert (told.occurrence is not None) is (code not in shown), code


@pytest.mark.parametrize("tag", ["zh", "en"])
def test_an_example_as_it_is_told_can_be_said_in_every_language(tag: str) -> None:
    for code in catalogue():
        if found := explain(code).occurrence:
            told = worded(found, tag)
            kind = patterns(code, tag)
            assert set(found.details) >= fields(kind.message) | fields(kind.mend), code
            assert told.message, code
            assert "/tmp" not in str(found), code
