"""The way in: --root and --version, terminals that are not UTF-8, a reader that has enough, order of messages, explain."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime
from pathlib import Path

import pytest
import typer.main

import briefing
from briefing.cli.app import COMMANDS, application, main
from briefing.problems import catalogue
from tests.support.mini_project import INDICATORS, TEMPLATE, mini_project
from tests.support.running import ENVIRONMENT, command, done, run


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mini_project(tmp_path_factory.mktemp("entry"))


@pytest.mark.parametrize(
    "words", [("--root", "{root}", "facts"), ("facts", "--root", "{root}"), ("facts", "--root={root}")]
)
def test_root_may_stand_anywhere(project: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    given = [word.format(root=project) for word in words]
    assert done(tmp_path, *given).startswith("financial-assets@2025-12-31\t")


def test_every_command_works_on_the_root_it_is_given(tmp_path: Path) -> None:
    """A command that forgot --root would say what it finds elsewhere; here there is nothing, and each says so."""
    silent = {}
    for name, needed in commands():
        if name != "explain":
            told = run(tmp_path / "elsewhere", *name.split(), *needed, "--root", str(tmp_path)).stderr
            if f"there is no project in {tmp_path}" not in told:
                silent[name] = told
    assert silent == {}
    assert list(tmp_path.iterdir()) == []


def commands() -> list[tuple[str, list[str]]]:
    """Every command by its whole name, with something for each option and argument that it cannot do without."""

    def inside(group: object, before: str = "") -> Iterator[tuple[str, list[str]]]:
        for name, entry in getattr(group, "commands", {}).items():
            if hasattr(entry, "commands"):
                yield from inside(entry, f"{before}{name} ")
            else:
                needed = [p for p in entry.params if p.required]
                yield (
                    f"{before}{name}",
                    [w for p in needed for w in (*p.opts[:1], "x.x") if w.startswith("-") or w == "x.x"],
                )

    return [*inside(typer.main.get_group(application(*COMMANDS)))]


def test_each_command_is_found_by_its_first_word_alone() -> None:
    assert COMMANDS.keys() | {"init"} == set(typer.main.get_group(application(*COMMANDS)).commands)
    for word in COMMANDS:
        assert word in typer.main.get_group(application(word)).commands


def test_the_help_says_of_each_command_what_the_command_says_of_itself() -> None:
    """The help loads no command: what it says of each stands in a table."""
    outline = typer.main.get_group(application()).commands
    whole = typer.main.get_group(application(*COMMANDS)).commands
    assert [*outline] == ["init", *COMMANDS]
    assert {name: told.help for name, told in outline.items()} == {
        name: " ".join((told.help or "").split()) for name, told in whole.items()
    }


def test_the_version_is_printed() -> None:
    assert done(Path.cwd(), "--version") == f"briefing {briefing.__version__}\n"


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "latin-1"])
def test_a_terminal_that_is_not_utf_8_gets_what_it_can_print(project: Path, encoding: str) -> None:
    workspace = briefing.Workspace(project, datetime.now().astimezone().date())
    for words in (("say", "9.6万亿", "CNY"), ("facts",), ("check", "--notes"), ("build", "nope")):
        out, wrong = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
        with redirect_stdout(out), redirect_stderr(wrong):
            main(words, project, ws=workspace)
        printed, refused = (stream.detach().getvalue().decode(encoding) for stream in (out, wrong))
        assert printed + refused
        if words[0] == "say":
            assert says_as_it_can(printed, encoding)


def test_a_process_whose_terminal_is_not_utf_8_says_what_it_can(project: Path) -> None:
    env = os.environ | ENVIRONMENT | {"PYTHONIOENCODING": "gbk"}
    ran = subprocess.run(command(project, "say", "9.6万亿", "CNY"), capture_output=True, check=False, env=env)
    assert (ran.stderr, says_as_it_can(ran.stdout.decode("gbk"), "gbk")) == (b"", True)


def says_as_it_can(printed: str, encoding: str) -> bool:
    """Whether a value is printed in both languages, signs that the encoding lacks as question marks."""
    said = printed.replace("\u00a0", " ").splitlines()
    return said == ["zh\t9.6万亿元" if encoding == "gbk" else "zh\t9.6???", "en\tRMB 9.6 trillion"]


def test_a_reader_that_has_enough_ends_the_command_quietly(project: Path) -> None:
    words = " ".join(f"'{word}'" for word in command(project, "facts", "--json"))
    ran = subprocess.run(
        ["bash", "-c", f"{words} | head -c 1"], capture_output=True, check=False, env=os.environ | ENVIRONMENT
    )
    assert ran.stdout == b"["
    assert ran.stderr == b""


def test_an_error_is_not_buried_among_notes(tmp_path: Path) -> None:
    root = mini_project(tmp_path, content__packs__tiny="id: tiny\ntemplate: tiny.html\ncolour: red\n")
    for words in (("build",), ("facts",)):
        told = run(root, *words).stderr.splitlines()
        assert "content/packs/tiny.yaml:" in told[0]
        assert ": error: " in told[0]
        assert not [line for line in told if ": note: " in line]
        assert "1 note" in told[-1]


def test_known_conflicts_are_listed_when_asked_for_and_counted_otherwise(project: Path) -> None:
    short = run(project, "check").stdout
    assert ": note: " not in short
    assert short.splitlines()[-2:] == [
        "notes, which check --notes lists: 1 cover-empty, 1 known-conflict",
        "0 errors, 0 warnings, 2 notes",
    ]
    assert "[known-conflict]" in run(project, "check", "--notes").stdout
    assert "known-conflict" in {p["code"] for p in json.loads(run(project, "check", "--json").stdout)}


def test_one_cause_is_one_line(tmp_path: Path) -> None:
    broken = INDICATORS.replace("source: s1", "source: s9")
    told = run(mini_project(tmp_path, content__indicators__one=broken), "check").stdout.splitlines()
    unknown = [line for line in told if "s9" in line]
    assert len(unknown) == 1
    assert "(also at content/indicators/one.yaml:" in unknown[0]


def test_sentences_that_lack_one_fact_are_one_line(tmp_path: Path) -> None:
    template = TEMPLATE.replace('fig("financial-assets")', 'fig("gone")').replace(
        'label("financial-assets")', 'label("gone")'
    )
    told = run(mini_project(tmp_path, template), "check").stdout.splitlines()
    assert len([line for line in told if "[template-fact]" in line]) == 1
    assert int(told[-1].partition(" error")[0]) >= 2


@pytest.mark.parametrize("code", ["unquoted-number", "review-basis", "known-conflict", "build-stopped"])
def test_a_code_is_explained(project: Path, code: str) -> None:
    told = done(project, "explain", code)
    kind = catalogue()[code]
    assert told.startswith(f"{code} ({kind.severity})\n")
    for part in (kind.message, kind.why, kind.mend):
        assert re.sub(r"\{\w+\}", "…", part) in told
    assert ("An example that has it" in told) is (code != "build-stopped")
    assert ("The same, mended" in told) is (code != "build-stopped")
    assert ("An example, as it is told\n  error: " in told) is (code == "build-stopped")
    assert json.loads(done(project, "explain", f"[{code}]", "--json"))["why"] == kind.why


def test_every_code_has_a_reason_and_a_way_to_mend_it() -> None:
    assert [code for code, kind in catalogue().items() if not (kind.why.strip() and kind.mend.strip())] == []


def test_a_code_that_does_not_exist_gets_the_nearest(project: Path) -> None:
    ran = run(project, "explain", "known-conflct")
    assert ran.returncode == 1
    assert "known-conflict" in ran.stderr


@pytest.mark.parametrize("name", ["a\nb", "CON", "x" * 300, "../up", "a\0b", "\u202eab"])
@pytest.mark.parametrize(
    "words",
    [("build", "--edition"), ("approve", "--by", "x"), ("status",), ("verify",), ("diff", "2026-04-10"), ("trace",)],
)
def test_a_name_that_no_edition_can_have_is_refused_in_one_plain_line(
    project: Path, words: tuple[str, ...], name: str
) -> None:
    ran = run(project, *words, name)
    assert ran.returncode == 1
    told = ran.stderr.splitlines()
    assert len(told) == 2
    assert ": " in told[0]
    assert told[0].isprintable()
    assert told[1] == "1 error, 0 warnings, 0 notes"
    assert not (project / "out").exists()


def test_a_path_that_the_system_refuses_is_one_plain_line(project: Path) -> None:
    ran = run(project, "trace", f"{'x' * 300}.pdf")
    assert (ran.returncode, ran.stderr.count("\n")) == (1, 2)
    assert "[path-refused]" in ran.stderr
