"""An office: accounts, roles, signing in and what slows down whoever guesses."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from briefing.problems import ProblemsFound
from briefing.workspace.accounts import MAY, Account, Need, Person, Role, add_account, read_accounts, signed_in
from tests.web.support import ORIGIN, Browser, Clock, settings, workspace

PASSWORD = "a sentence that is long"


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    path = tmp_path / "accounts.yaml"
    add_account(path, "王芳", [Role.REVIEWER], PASSWORD)
    return path


def office(tmp_path: Path, accounts: Path, clock: Clock | None = None) -> Browser:
    return Browser(workspace(tmp_path / "project"), settings(accounts=accounts, now=clock or Clock()))


def sign_in(browser: Browser, name: str, password: str, there: str = "/problems") -> int:
    fields = {"name": name, "password": password, "next": there}
    return browser.post("/sign-in", data=fields, headers={"origin": ORIGIN}).status_code


def test_a_password_is_kept_as_an_argon2id_hash_for_its_owner_alone(accounts: Path) -> None:
    text = accounts.read_text("utf-8")
    assert PASSWORD not in text
    assert "$argon2id$" in text
    assert accounts.stat().st_mode & 0o077 == 0


def test_only_the_name_and_its_own_password_open(accounts: Path) -> None:
    known = read_accounts(accounts)
    found = signed_in(known, "王芳", PASSWORD)
    assert found is not None
    assert found.person == Person("王芳", frozenset({Role.REVIEWER}))
    assert signed_in(known, "王芳", PASSWORD + " ") is None
    assert signed_in(known, "李伟", PASSWORD) is None
    assert signed_in({"x": Account("x", frozenset(Role), "no hash")}, "x", "no hash") is None


@pytest.mark.parametrize(
    ("name", "roles", "password", "code"),
    [
        ("", [Role.EDITOR], PASSWORD, "account-name"),
        (" 王芳", [Role.EDITOR], PASSWORD, "account-name"),
        ("王\n芳", [Role.EDITOR], PASSWORD, "account-name"),
        ("王芳", [], PASSWORD, "account-role"),
        ("王芳", [Role.EDITOR], "short", "account-password"),
    ],
)
def test_what_cannot_be_an_account_is_said(
    tmp_path: Path, name: str, roles: list[Role], password: str, code: str
) -> None:
    with pytest.raises(ProblemsFound) as found:
        add_account(tmp_path / "accounts.yaml", name, roles, password)
    assert [p.code for p in found.value.problems] == [code]
    assert not (tmp_path / "accounts.yaml").exists()


@pytest.mark.parametrize(
    ("text", "mode", "code"),
    [("- name: x", 0o600, "accounts-unreadable"), ("{", 0o600, "accounts-unreadable"), ("[]", 0o644, "accounts-open"),
     ("- {name: x, roles: [king], password: y}", 0o600, "accounts-unreadable"), ("5", 0o600, "accounts-unreadable")],
)  # fmt: skip
def test_a_file_of_accounts_that_cannot_be_trusted_is_refused(tmp_path: Path, text: str, mode: int, code: str) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text(text, "utf-8")
    path.chmod(mode)
    with pytest.raises(ProblemsFound) as found:
        read_accounts(path)
    assert [p.code for p in found.value.problems] == [code]


def test_one_signs_in_and_is_sent_where_one_wanted_to_go(tmp_path: Path, accounts: Path) -> None:
    browser = office(tmp_path, accounts)
    assert browser.get("/figures?q=x").url.params["next"] == "/figures?q=x"
    assert sign_in(browser, "王芳", "wrong wrong wrong") == 403
    assert browser.get("/problems").url.path == "/sign-in"
    assert sign_in(browser, "王芳", PASSWORD) == 200
    page = browser.get("/problems")
    assert "王芳" in page.text
    assert 'action="/name"' not in page.text


def test_an_office_has_no_link_and_nobody_takes_another_name(tmp_path: Path, accounts: Path) -> None:
    browser = office(tmp_path, accounts)
    assert browser.get(f"/enter?link={browser.given.link}").status_code == 403
    sign_in(browser, "王芳", PASSWORD)
    assert browser.fill("/name", {"name": "李伟"}).status_code == 422
    assert "李伟" not in browser.get("/problems").text


def test_a_session_of_the_link_opens_no_office(tmp_path: Path, accounts: Path) -> None:
    ws = workspace(tmp_path / "project")
    alone = Browser(ws).come_in()
    browser = Browser(ws, settings(accounts=accounts))
    browser.cookies.update(alone.cookies)
    assert browser.get("/problems").url.path == "/sign-in"


def test_whoever_loses_the_account_or_changes_the_password_is_out_at_once(tmp_path: Path, accounts: Path) -> None:
    browser = office(tmp_path, accounts)
    sign_in(browser, "王芳", PASSWORD)
    assert browser.get("/problems").url.path == "/problems"
    add_account(accounts, "王芳", [Role.REVIEWER], "another sentence")
    assert browser.get("/problems").url.path == "/sign-in"
    sign_in(browser, "王芳", "another sentence")
    accounts.write_text("[]", "utf-8")
    assert browser.get("/problems").url.path == "/sign-in"


def test_after_five_failures_even_the_right_password_waits_and_longer_each_time(tmp_path: Path, accounts: Path) -> None:
    clock = Clock()
    browser = office(tmp_path, accounts, clock)
    assert [sign_in(browser, "王芳", "wrong wrong wrong") for _ in range(5)] == [403] * 5
    assert sign_in(browser, "王芳", PASSWORD) == 429
    clock.at += timedelta(seconds=2)
    assert sign_in(browser, "王芳", "wrong wrong wrong") == 403
    clock.at += timedelta(seconds=1)
    assert sign_in(browser, "王芳", PASSWORD) == 429
    clock.at += timedelta(seconds=3)
    assert sign_in(browser, "王芳", PASSWORD) == 200
    browser.fill("/sign-out")
    assert sign_in(browser, "王芳", "wrong wrong wrong") == 403  # the count begins anew
    assert sign_in(browser, "王芳", PASSWORD) == 200


def test_every_change_has_a_role_and_an_officer_only_builds() -> None:
    assert set(MAY) == set(Need)
    assert [n for n in Need if Person("x", frozenset({Role.OFFICER})).may(n)] == [Need.BUILD]
    assert all(Person("x").may(n) for n in Need)
