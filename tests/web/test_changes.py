"""Changes and approval: editions compared, documents approved as they were seen, files verified."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import briefing
from briefing.workspace.accounts import Role, add_account
from tests.support.mini_project import ROOT
from tests.web.support import Browser, settings, workspace
from tests.web.test_accounts import PASSWORD, sign_in
from tests.web.test_home import finished

OLD, NEW = "2026-04-10", "newer"
PLACE = f"/changes/edition/{NEW}"


def _change(ws: briefing.Workspace, old: str = "{{ c }}再次提及。", new: str = "{{ c }}又提及。") -> None:
    """Reword a sentence and translate it."""
    for path in (ws.root / "templates" / "tiny.html", ws.root / "i18n" / "en" / "tiny.po"):
        text = path.read_text("utf-8")
        then, now = (words.replace("{{ c }}", "%(c)s") for words in (old, new))
        path.write_text(text.replace(old, new).replace(then, now), "utf-8")


@pytest.fixture
def ws(tmp_path: Path) -> briefing.Workspace:
    made = workspace(tmp_path / "p")
    shutil.copy(ROOT / "i18n" / "allowed-numbers.yaml", made.root / "i18n")
    made.build(formats=["html"], jobs=1)
    _change(made)
    made.build(formats=["html"], jobs=1, edition=NEW)
    return made


def _seen(browser: Browser) -> str:
    found = re.search(r'name="seen" value="(\w+)"', browser.get(PLACE).text)
    assert found is not None
    return found[1]


def test_two_editions_are_compared_without_being_asked_twice(browser: Browser) -> None:
    page = browser.get("/changes").text
    assert "<del>西部陆海新通道再次提及。</del>" in page.replace("\n", "") or "再次提及" in page
    assert "又提及" in page
    assert f"/changes/report.docx?old={OLD}&amp;new={NEW}" in page


def test_the_report_is_had_in_both_forms_and_no_other(browser: Browser) -> None:
    asked = {"old": OLD, "new": NEW}
    assert browser.get("/changes/report.docx", params=asked).content.startswith(b"PK")
    page = browser.get("/changes/report.html", params=asked).text
    assert "又提及" in re.sub(r"<[^>]+>", "", page)  # the last characters of a cell are held together by an element
    assert browser.get("/changes/report.exe", params=asked).status_code == 404


@pytest.mark.parametrize("name", ["../content", "/etc", "nothing", "newer/../newer"])
def test_only_editions_and_days_are_compared_never_a_path(browser: Browser, name: str) -> None:
    assert browser.get("/changes", params={"old": name, "new": NEW}).status_code == 404
    assert browser.get("/changes/report.html", params={"old": OLD, "new": name}).status_code == 404


def test_a_document_is_approved_by_the_one_who_is_signed_in(ws: briefing.Workspace, browser: Browser) -> None:
    sent = {"seen": _seen(browser), "document": ["tiny.zh"], "by": "Mallory", "name": "Mallory"}
    page = browser.fill(f"{PLACE}/approve", sent).text
    assert "李伟" in page
    assert [(a.document, a.state, a.by) for a in ws.approvals(NEW)[NEW]] == [
        ("tiny.zh", "approved", "李伟"),
        ("tiny.en", "open", None),
    ]


def test_nothing_ticked_approves_nothing(ws: briefing.Workspace, browser: Browser) -> None:
    page = browser.fill(f"{PLACE}/approve", {"seen": _seen(browser)})
    assert "Tick the documents" in page.text
    assert not (ws.root / "approvals").exists()


def test_of_two_who_approve_what_they_saw_the_second_is_shown_what_the_first_did(
    ws: briefing.Workspace, browser: Browser
) -> None:
    other = Browser(ws).come_in()
    seen = _seen(browser)
    other.fill("/name", {"name": "王芳"})
    other.fill(f"{PLACE}/approve", {"seen": seen, "document": ["tiny.zh"]})
    answer = browser.fill(f"{PLACE}/approve", {"seen": seen, "document": ["tiny.zh", "tiny.en"]})
    assert answer.status_code == 409
    assert "王芳" in answer.text
    assert answer.text.count(" checked") == 2
    assert [a.by for a in ws.approvals(NEW)[NEW]] == ["王芳", None]


def test_an_edition_built_anew_meanwhile_is_not_approved_unseen(ws: briefing.Workspace, browser: Browser) -> None:
    seen = _seen(browser)
    _change(ws, "{{ c }}又提及。", "{{ c }}另提及。")
    ws.build(formats=["html"], jobs=1, edition=NEW)
    assert browser.fill(f"{PLACE}/approve", {"seen": seen, "document": ["tiny.zh"]}).status_code == 409
    assert not (ws.root / "approvals").exists()


def test_content_that_moved_on_is_not_approved(ws: briefing.Workspace, browser: Browser) -> None:
    seen = _seen(browser)
    _change(ws, "{{ c }}又提及。", "{{ c }}另提及。")
    answer = browser.fill(f"{PLACE}/approve", {"seen": seen, "document": ["tiny.zh"]})
    assert answer.status_code == 422
    assert "no longer what the content makes of it" in answer.text


def test_what_lapsed_is_told_with_both_texts(ws: briefing.Workspace, browser: Browser) -> None:
    browser.fill(f"{PLACE}/approve", {"seen": _seen(browser), "document": ["tiny.zh"]})
    _change(ws, "{{ c }}又提及。", "{{ c }}另提及。")
    page = browser.get(PLACE).text
    assert "Why the approval lapsed" in page
    assert "又提及" in page.partition("Why the approval lapsed")[2]
    assert "另提及" in page.partition("Why the approval lapsed")[2]
    assert ">lapsed<" in browser.get("/").text


def test_an_edition_is_verified_and_so_is_a_file_that_comes_back(ws: briefing.Workspace, browser: Browser) -> None:
    started = browser.fill("/changes/verify", {"edition": NEW})
    page = finished(browser, started.url.path).text
    assert ">proved<" in page
    assert "by what accounts for them" in page
    data = (ws.out / NEW / "tiny.en.html").read_bytes()
    back = browser.fill("/changes/verify", {}, files={"file": ("../../tiny.en.html", data)})
    page = finished(browser, back.url.path).text
    assert "tiny.en.html" in page
    assert "compared byte for byte" in page
    assert "by what accounts for them" not in page  # nothing was counted: no table of noughts
    tampered = data.replace(b"9.6", b"9.7")
    assert tampered != data
    again = browser.fill("/changes/verify", {}, files={"file": ("tiny.en.html", tampered)})
    assert ">not proved<" in finished(browser, again.url.path).text
    broken = browser.fill("/changes/verify", {}, files={"file": ("tiny.en.docx", b"PK and no more")})
    page = finished(browser, broken.url.path).text
    assert '<span class="place">tiny.en.docx</span>' in page  # by its name, and not by where it lies
    assert ".cache" not in page


@pytest.mark.parametrize(
    "path", ["/changes/edition/nothing", "/changes/verified/99", "/changes/edition/..%2f..%2fcontent"]
)
def test_what_there_is_not_is_said(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 404


# --- seals


def _seal(browser: Browser, key: bytes = b"", passphrase: str = "", **more: str) -> Any:
    files = {"key": ("office.key", key)} if key else None
    return browser.fill(f"{PLACE}/seal", {"seen": _seen(browser), "passphrase": passphrase, **more}, files=files)


def _key(browser: Browser, name: str = "office", passphrase: str = "four words of ours") -> bytes:
    made = browser.fill("/changes/keys", {"name": name, "passphrase": passphrase, "again": passphrase})
    assert made.status_code == 200, made.text
    return bytes(made.content)


def test_an_edition_is_sealed_by_the_one_who_is_signed_in(ws: briefing.Workspace, browser: Browser) -> None:
    page = _seal(browser, by="Mallory", name="Mallory").text
    assert "2 files" in page
    seal = ws.seal_of(NEW)
    assert seal is not None
    assert (seal.by, seal.date, seal.files, seal.signatures) == ("李伟", ws.today, 2, ())
    found = finished(browser, browser.fill("/changes/verify", {"edition": NEW}).url.path).text
    assert f"by 李伟 on {ws.today}: all is as sealed" in found
    place = browser.fill("/changes/verify", {"edition": NEW}).url.path
    finished(browser, place)
    chinese = browser.get(place, headers={"accept-language": "zh"}).text
    assert f"李伟于{ws.today}封存，与封存时完全一致" in chinese
    assert "逐一读回" in chinese


def test_a_seal_is_signed_with_a_key_that_is_kept_nowhere(ws: briefing.Workspace, browser: Browser) -> None:
    key = _key(browser)
    assert b"ENCRYPTED PRIVATE KEY" in key
    assert "signed with the key" in _seal(browser, key, "four words of ours").text
    seal = ws.seal_of(NEW)
    assert seal is not None
    assert [(s.name, s.right) for s in seal.signatures] == [("office", True)]
    kept = [p for p in ws.root.rglob("*") if p.is_file() and b"PRIVATE KEY" in p.read_bytes()]
    assert kept == []


def test_a_sealed_edition_is_signed_once_more_by_somebody_else(ws: briefing.Workspace, browser: Browser) -> None:
    _seal(browser)
    browser.fill("/name", {"name": "王芳"})
    _seal(browser, _key(browser, "second"), "four words of ours")
    seal = ws.seal_of(NEW)
    assert seal is not None
    assert (seal.by, [s.name for s in seal.signatures]) == ("李伟", ["second"])


@pytest.mark.parametrize(
    ("key", "passphrase", "code"),
    [
        (None, "another phrase", "the passphrase does not open this key"),
        (None, "", "the passphrase does not open this key"),
        (b"no key at all", "", "holds no Ed25519 key"),
    ],
)
def test_a_key_that_does_not_open_seals_nothing(
    ws: briefing.Workspace, browser: Browser, key: bytes | None, passphrase: str, code: str
) -> None:
    answer = _seal(browser, key or _key(browser), passphrase)
    assert answer.status_code == 422
    assert code in answer.text
    assert ws.seal_of(NEW) is None


def test_what_was_changed_after_it_was_built_is_not_sealed(ws: briefing.Workspace, browser: Browser) -> None:
    page = ws.out / NEW / "tiny.en.html"
    page.unlink()
    page.write_bytes(b"something else")
    assert _seal(browser).status_code == 422
    assert ws.seal_of(NEW) is None


def test_an_edition_built_anew_meanwhile_is_not_sealed_unseen(ws: briefing.Workspace, browser: Browser) -> None:
    seen = _seen(browser)
    _change(ws, "{{ c }}又提及。", "{{ c }}另提及。")
    ws.build(formats=["html"], jobs=1, edition=NEW)
    assert browser.fill(f"{PLACE}/seal", {"seen": seen}).status_code == 409
    assert ws.seal_of(NEW) is None


@pytest.mark.parametrize("place", [f"{PLACE}/seal", "/changes/keys"])
def test_no_other_site_seals_or_makes_a_key(ws: briefing.Workspace, browser: Browser, place: str) -> None:
    sent = {"seen": _seen(browser), "form_token": browser.token(), "name": "x", "passphrase": "y", "again": "y"}
    for origin in ("https://evil.example", "null", "http://localhost:9999"):
        assert browser.post(place, data=sent, headers={"origin": origin}).status_code == 403
    assert browser.post(place, data=sent).status_code == 403
    forged = {**sent, "form_token": "0" * 43}
    assert browser.fill(place, forged).status_code == 403
    assert not (ws.root / "seals").exists()


@pytest.mark.parametrize("name", ["../evil", "a/b", "", "seals", "x" * 60, "con\n"])
def test_the_name_of_a_key_leads_nowhere_else(ws: briefing.Workspace, browser: Browser, name: str) -> None:
    answer = browser.fill("/changes/keys", {"name": name, "passphrase": "y", "again": "y"})
    made = [p.relative_to(ws.root).as_posix() for p in (ws.root / "seals").rglob("*.pub")]
    assert made in ([], ["seals/keys/seals.pub"], ["seals/keys/con.pub"])
    assert (answer.status_code == 200) == bool(made)


def test_a_pair_needs_a_passphrase_typed_twice_and_a_name_of_its_own(ws: briefing.Workspace, browser: Browser) -> None:
    for phrases in ({"passphrase": "a", "again": "b"}, {"passphrase": "", "again": ""}):
        assert browser.fill("/changes/keys", {"name": "office", **phrases}).status_code == 422
    assert not (ws.root / "seals").exists()
    _key(browser)
    taken = browser.fill("/changes/keys", {"name": "office", "passphrase": "b", "again": "b"})
    assert (taken.status_code, "a key of this name" in taken.text) == (422, True)
    assert "seals/keys/office.pub" in browser.get("/changes/keys").text


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.APPROVER])
def test_only_an_approver_seals_and_makes_keys(ws: briefing.Workspace, tmp_path: Path, role: Role) -> None:
    accounts = tmp_path / "accounts.yaml"
    add_account(accounts, "王芳", [role], PASSWORD)
    browser = Browser(ws, settings(accounts=accounts))
    assert sign_in(browser, "王芳", PASSWORD) == 200
    for place in (f"{PLACE}/seal", "/changes/keys"):
        answer = browser.fill(place, {"seen": "x", "name": "x", "passphrase": "y", "again": "y"})
        assert answer.status_code == 403
        assert "approver" in answer.text
    assert "Seal as" not in browser.get(PLACE).text
    assert not (ws.root / "seals").exists()
