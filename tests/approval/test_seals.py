"""Seals: what went out is known by its digests and signatures; a forger who rewrites every hash in the folder is found out."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from briefing.files.reading import file_hash
from briefing.problems import ProblemsFound
from briefing.proof.folder import Stage
from briefing.workspace import Workspace
from briefing.workspace.verifying import Verification
from tests.support.mini_project import ROOT, mini_project

TODAY = date(2026, 4, 20)
EDITION = "2026-04-10"

WHOLE, READ, FACTS, SEALED, SIGNED, AGAIN = Stage


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with a sealed edition and a signature."""
    root = mini_project(tmp_path_factory.mktemp("project"))
    shutil.copy(ROOT / "i18n" / "allowed-numbers.yaml", root / "i18n")
    ws = Workspace(root, TODAY)
    ws.build(formats=("html", "docx"), jobs=1)
    ws.save(ws.make_seal_key("office", root.parent / "office.key"))
    ws.save(ws.seal(EDITION, by="Li Na", key=root.parent / "office.key"))
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    """A copy of its own for each test."""
    return Path(shutil.copytree(built, tmp_path / "project"))


def rewrite_hash(folder: Path, name: str) -> None:
    """What a forger does: the manifest says the SHA-256 of the altered file."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_bytes())
    document, _, form = name.rpartition(".")
    data = (folder / name).read_bytes()
    manifest["documents"][document]["files"][form] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


def verified(root: Path, **options: object) -> Verification:
    return Workspace(root, TODAY).verify((), out=root / "out", **options)[0]  # type: ignore[arg-type]


def done(found: Verification) -> dict[str, bool]:
    return {check.name: check.done for check in found.checks}


def codes(found: Verification) -> set[str]:
    return {p.code for p in found.problems}


def test_what_was_done_and_what_was_not_is_said(root: Path) -> None:
    found = verified(root)
    assert [str(p) for p in found.problems] == []
    assert found.proved
    assert done(found) == {WHOLE: True, READ: True, FACTS: True, SEALED: True, SIGNED: True, AGAIN: False}
    shutil.rmtree(root / "seals")
    found = verified(root)
    assert found.proved
    assert done(found) == {WHOLE: True, READ: True, FACTS: True, SEALED: False, SIGNED: False, AGAIN: True}
    (root / "content" / "claims" / "one.yaml").write_text("claims: []\n", "utf-8")
    assert not done(verified(root, again=False))[FACTS]


def _style(folder: Path) -> None:
    path = folder / "tiny.en.html"
    path.write_text(path.read_text("utf-8").replace("</style>", "p{color:#fff}</style>"), "utf-8")
    rewrite_hash(folder, path.name)


def _format_taken_out(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    del manifest["documents"]["tiny.en"]["files"]["docx"]
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def _language_deleted(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    del manifest["documents"]["tiny.zh"]
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    for path in folder.rglob("tiny.zh*"):
        path.unlink()


def _inputs_changed(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["inputs"]["content/claims/one.yaml"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def _copy_beside(folder: Path) -> None:
    shutil.copy(folder / "tiny.en.docx", folder / "tiny.FINAL.en.docx")


def _no_files(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for entry in manifest["documents"].values():
        entry["files"] = {}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


FORGERIES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a style sheet": (_style, "proof-inside"),
    "a format taken out of the manifest": (_format_taken_out, "proof-stray"),
    "a language deleted": (_language_deleted, "seal-file-missing"),
    "a digest of an input": (_inputs_changed, ""),
    "a file put beside": (_copy_beside, "proof-stray"),
    "no files": (_no_files, "proof-nothing"),
}


@pytest.mark.parametrize("kind", FORGERIES)
def test_nothing_planted_in_a_sealed_edition_passes(kind: str, root: Path) -> None:
    FORGERIES[kind][0](root / "out" / EDITION)
    found = verified(root, again=False)
    assert not found.proved
    assert codes(found) & {"sealed-otherwise", "seal-file-missing", "proof-stray"}


@pytest.mark.parametrize("kind", [k for k, (_, code) in FORGERIES.items() if code])
def test_the_folder_and_the_record_find_it_without_a_seal(kind: str, root: Path) -> None:
    shutil.rmtree(root / "seals")
    change, code = FORGERIES[kind]
    change(root / "out" / EDITION)
    assert code in codes(verified(root, again=False))


def test_a_changed_digest_of_an_input_leaves_the_facts_uncompared_and_says_so(root: Path) -> None:
    shutil.rmtree(root / "seals")
    _inputs_changed(root / "out" / EDITION)
    said = {c.name: c.said for c in verified(root, again=False).checks}
    assert said[FACTS] == "content/claims/one.yaml is not what it was built from"


def test_what_no_reader_would_notice_shows_when_it_is_made_again(root: Path) -> None:
    shutil.rmtree(root / "seals")
    folder = root / "out" / EDITION
    path = folder / "tiny.en.html"
    path.write_text(path.read_text("utf-8").replace('data-term="', 'data-term="x', 1), "utf-8")
    rewrite_hash(folder, path.name)
    assert verified(root, again=False).proved
    assert codes(verified(root)) == {"proof-made-differently"}


def test_a_recorded_document_changed_with_its_files_is_composed_otherwise(root: Path) -> None:
    shutil.rmtree(root / "seals")
    folder = root / "out" / EDITION
    record = folder / "record" / "tiny.en.json"
    record.write_text(record.read_text("utf-8").replace("The base is growing.", "The base has grown."), "utf-8")
    ws = Workspace(root, TODAY)
    from briefing.editions.collecting import pages  # noqa: PLC0415
    from briefing.editions.jobs import RenderContext, RenderJob, key, make  # noqa: PLC0415 - what a forger would use
    from briefing.render.html import with_links  # noqa: PLC0415
    from briefing.store import engine_hash  # noqa: PLC0415

    made = make(RenderContext(root / "templates"), RenderJob("tiny.en", record.read_bytes(), ("docx", "html")))  # type: ignore[call-arg]
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["documents"]["tiny.en"]["key"] = key(record.read_bytes(), engine_hash(root / "templates" / "house"))
    manifest["record"]["tiny.en.json"] = file_hash(record)
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    links = {name: (label, found) for name, label, found in pages(manifest["documents"])}
    for form, data in made.files.items():
        finished = with_links(data, *links["tiny.en"]) if form == "html" else data
        (folder / f"tiny.en.{form}").write_bytes(finished)
        rewrite_hash(folder, f"tiny.en.{form}")
    assert codes(ws.verify((), out=root / "out")[0]) == {"proof-composed-differently"}


def test_a_signature_is_checked_with_the_key_one_trusts(root: Path, tmp_path: Path) -> None:
    sig = root / "seals" / f"{EDITION}.sig"
    seal = root / "seals" / f"{EDITION}.yaml"
    seal.write_text(seal.read_text("utf-8").replace("Li Na", "Li Nan"), "utf-8")
    assert codes(verified(root)) == {"seal-signature-wrong"}
    seal.write_text(seal.read_text("utf-8").replace("Li Nan", "Li Na"), "utf-8")
    ws = Workspace(root, TODAY)
    ws.save(ws.make_seal_key("other", tmp_path / "other.key", "secret"))
    other = root / "seals" / "keys" / "other.pub"
    assert codes(verified(root, key=other)) == {"seal-signature-unknown"}
    ws.save(ws.seal(EDITION, by="", key=tmp_path / "other.key", passphrase="secret"))
    assert len(sig.read_text("utf-8").splitlines()) == 2
    assert verified(root).proved


def refused(action: Callable[[], object]) -> set[str]:
    with pytest.raises(ProblemsFound) as found:
        action()
    return {p.code for p in found.value.problems}


def test_keys_and_seals_refuse_what_they_must(root: Path, tmp_path: Path) -> None:
    ws = Workspace(root, TODAY)
    assert refused(lambda: ws.make_seal_key("a", root / "a.key")) == {"seal-in-the-project"}
    assert refused(lambda: ws.make_seal_key("../a", tmp_path / "a.key")) == {"seal-key-name"}
    assert refused(lambda: ws.make_seal_key("office", tmp_path / "a.key")) == {"seal-key-exists"}
    ws.save(ws.make_seal_key("locked", tmp_path / "l.key", "secret"))
    assert refused(lambda: ws.seal(EDITION, by="A", key=tmp_path / "l.key", passphrase="no")) == {"seal-passphrase"}
    assert refused(lambda: ws.seal(EDITION, by="A", key=root / "seals/keys/office.pub")) == {"seal-key-unreadable"}
    assert refused(lambda: ws.seal(EDITION, by="A", key=tmp_path / "none")) == {"seal-key-missing"}
    assert refused(lambda: ws.seal(EDITION, by="A", day=date(2026, 4, 21))) == {"approve-to-come"}
    assert refused(lambda: ws.seal("2020-01-01", by="A")) == {"edition-unknown"}
    _style(root / "out" / EDITION)
    assert refused(lambda: ws.seal(EDITION, by="A")) == {"seal-edition-changed"}
    (root / "seals" / f"{EDITION}.yaml").write_text("seal: 9\n", "utf-8")
    assert refused(lambda: ws.verify((), out=root / "out")) == {"seal-unreadable"}


def test_a_copy_received_is_known_by_its_bytes_whatever_its_name(root: Path, tmp_path: Path) -> None:
    ws = Workspace(root, TODAY)
    copy = tmp_path / "received.docx"
    shutil.copy(root / "out" / EDITION / "tiny.en.docx", copy)
    found = ws.verify((str(copy),), out=root / "out")[0]
    assert found.proved
    assert (
        found.received == f"received.docx is exactly tiny.en.docx of edition {EDITION} (compared byte for byte),"
        " sealed by Li Na on 2026-04-20"
    )
    shutil.rmtree(root / "out")
    assert ws.verify((str(copy),), out=root / "out")[0].proved


def test_a_copy_that_was_changed_is_read_against_the_edition_it_names(root: Path, tmp_path: Path) -> None:
    ws = Workspace(root, TODAY)
    text = (root / "out" / EDITION / "tiny.en.html").read_text("utf-8")
    copy = tmp_path / "back from mail.html"
    copy.write_text(text.replace("9.6", "9.7"), "utf-8")
    found = ws.verify((str(copy),), out=root / "out")[0]
    assert not found.proved
    assert "was read as tiny.en.html" in found.received
    assert {"received-differs", "proof-figure-not-in-manifest"} <= codes(found)
    assert all(p.file.startswith(copy.name) for p in found.problems)
    shutil.rmtree(root / "out")
    assert refused(lambda: ws.verify((str(copy),), out=root / "out")) == {"received-unknown"}


def test_a_single_format_built_alone_proves_and_what_was_not_built_is_said(root: Path) -> None:
    shutil.rmtree(root / "out")
    shutil.rmtree(root / "seals")
    Workspace(root, TODAY).build(formats=("html",), languages=("en",), jobs=1)
    found = verified(root)
    assert found.proved
    assert "built in part: no tiny.zh, tiny.en.docx, tiny.en.pdf" in {c.name: c.said for c in found.checks}[WHOLE]
