"""What the guard of the workbench turns away, and what it lets through."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from markupsafe import escape

import briefing
from tests.web.support import HOST, ORIGIN, Browser, Clock, settings, token, workspace


@pytest.mark.parametrize("host", ["localhost:8710", "127.0.0.1", "[::1]:8710", "LOCALHOST"])
def test_every_name_of_this_machine_is_answered(browser: Browser, host: str) -> None:
    assert browser.get("/sign-in", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:8710",
        "evil@127.0.0.1",
        "127.0.0.1:port",
        "",
        "x/y",
    ],
)
def test_another_host_is_refused_even_with_a_session(browser: Browser, host: str) -> None:
    answer = browser.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert "form_token" not in answer.text


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8710.evil.example", "file://"]
)
def test_a_form_of_another_origin_is_refused_even_with_its_token(browser: Browser, origin: str) -> None:
    answer = browser.fill("/name", {"name": "Mallory"}, headers={"origin": origin})
    assert answer.status_code == 403
    assert "Mallory" not in browser.get("/problems").text


def test_a_form_without_origin_passes_only_where_the_browser_says_it_is_ours(browser: Browser) -> None:
    fields = {"form_token": browser.token(), "name": "Wang Fang"}
    assert browser.post("/name", data=fields).status_code == 403
    assert browser.post("/name", data=fields, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert browser.post("/name", data=fields, headers={"sec-fetch-site": "same-origin"}).status_code == 200
    assert "Wang Fang" in browser.get("/problems").text


@pytest.mark.parametrize("given", ["", "forged", "0" * 43])
def test_a_forged_form_is_refused(browser: Browser, given: str) -> None:
    answer = browser.post("/name", data={"form_token": given, "name": "Mallory"}, headers={"origin": ORIGIN})
    assert answer.status_code == 403
    assert "Mallory" not in browser.get("/problems").text


def test_the_token_of_another_session_is_refused(tmp_path: Path) -> None:
    ws = workspace(tmp_path)
    first, second = Browser(ws).come_in(), Browser(ws).come_in()
    answer = first.post("/name", data={"form_token": second.token(), "name": "Mallory"}, headers={"origin": ORIGIN})
    assert answer.status_code == 403


def test_htmx_may_send_the_token_as_a_header(browser: Browser) -> None:
    headers = {"origin": ORIGIN, "x-form-token": browser.token()}
    assert browser.post("/name", data={"name": "Wang Fang"}, headers=headers).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "", "x"])
def test_a_body_that_is_no_form_is_refused(browser: Browser, kind: str) -> None:
    headers = {"origin": ORIGIN, "content-type": kind, "x-form-token": browser.token()}
    assert browser.post("/name", content=b"name=Mallory", headers=headers).status_code == 415


def test_a_link_works_once_and_the_terminal_is_given_another(tmp_path: Path) -> None:
    told: list[str] = []
    given = settings(tell=told.append)
    ws, first = workspace(tmp_path), given.link
    browser = Browser(ws, given).come_in()
    other = Browser(ws, given)
    assert other.get(f"/enter?link={first}").status_code == 403
    assert other.get("/figures").url.path == "/sign-in"
    assert told == [given.link] != [first]
    assert other.get(f"/enter?link={told[0]}").url.path == "/"
    assert browser.get("/problems").status_code == 200


def test_looking_whether_a_link_leads_anywhere_does_not_use_it(tmp_path: Path) -> None:
    browser = Browser(workspace(tmp_path))
    browser.head(f"/enter?link={browser.given.link}")
    browser.come_in()


@pytest.mark.parametrize("link", ["", "guessed", "é"])
def test_a_guessed_link_opens_nothing(tmp_path: Path, link: str) -> None:
    browser = Browser(workspace(tmp_path))
    assert browser.get("/enter", params={"link": link}).status_code == 403
    assert browser.cookies.get(browser.given.cookie) is None


def test_the_cookie_is_strict_and_out_of_reach_of_script(tmp_path: Path) -> None:
    for secure in (False, True):
        browser = Browser(workspace(tmp_path / str(secure)), settings(secure=secure))
        answer = browser.get(f"/enter?link={browser.given.link}", follow_redirects=False)
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert ("Secure" in cookie) is secure
        assert cookie.startswith("__Host-") is secure


def test_a_session_outlives_the_server_and_ends_after_a_while(tmp_path: Path) -> None:
    ws, clock = workspace(tmp_path), Clock()
    browser = Browser(ws, settings(now=clock)).come_in()
    again = Browser(ws, settings(now=clock))
    again.cookies.update(browser.cookies)
    assert again.get("/problems").url.path == "/problems"
    assert token(again.get("/problems").text) == browser.token()
    clock.at += timedelta(days=15)
    assert again.get("/problems").url.path == "/sign-in"


@pytest.mark.parametrize("cookie", ["", ".", "a.b", "W10.W10", "x" * 5000, "é.ü"])
def test_a_made_up_session_is_nobody(tmp_path: Path, cookie: str) -> None:
    browser = Browser(workspace(tmp_path))
    sent = f"{browser.given.cookie}={cookie}".encode()
    assert browser.get("/problems", headers={b"cookie": sent}).url.path == "/sign-in"


def test_the_key_of_the_sessions_is_the_owners_alone(tmp_path: Path) -> None:
    ws = workspace(tmp_path)
    ws.session_key()
    assert (ws.root / ".cache" / "workbench" / "key").stat().st_mode & 0o077 == 0


def test_a_reader_who_comes_from_a_letter_is_asked_for_again_by_our_own_page(tmp_path: Path) -> None:
    answer = Browser(workspace(tmp_path)).get("/figures?q=x", headers={"sec-fetch-site": "cross-site"})
    assert 'http-equiv="refresh"' in answer.text
    assert answer.url.path == "/figures"


def test_every_answer_allows_no_script_or_frame_from_elsewhere(browser: Browser) -> None:
    for path in ("/problems", "/static/style.css", "/nothing", "/sign-in"):
        headers = browser.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_a_fault_is_said_in_plain_words_under_the_same_policy(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("planted: secret detail")

    monkeypatch.setattr(briefing.Workspace, "overview", broken)
    calm = Browser.over(browser)
    answer = calm.get("/")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "The workbench made a mistake" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_no_page_holds_script_or_style_of_its_own(browser: Browser) -> None:
    for name in ("/", "/problems", "/sign-in", "/nothing"):
        html = browser.get(name).text
        assert "<style" not in html
        assert " style=" not in html
        assert " onclick=" not in html
        assert all("src=" in part.partition(">")[0] for part in html.split("<script")[1:])


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd", "/static/%00"]
)
def test_a_path_cannot_leave_its_folder(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize(
    "there", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\n/b"]
)
def test_one_is_never_sent_on_to_another_site(browser: Browser, there: str) -> None:
    answer = browser.post(
        "/interface", data={"language": "zh", "next": there}, headers={"origin": ORIGIN}, follow_redirects=False
    )
    assert answer.headers["location"] == "/"


def test_what_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    browser = Browser(workspace(tmp_path), settings(largest=0)).come_in()
    answer = browser.fill("/name", {"name": "x" * 1_100_000})
    assert answer.status_code == 413
    assert "Nothing was done" in answer.text

    def endless() -> object:
        yield from (b"x" * 50_000 for _ in range(30))

    headers = {"origin": ORIGIN, "content-type": "application/x-www-form-urlencoded"}
    assert browser.post("/name", content=endless(), headers=headers).status_code == 413  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'><svg/onload=alert(1)>"]
)
def test_script_in_a_name_is_words(browser: Browser, name: str) -> None:
    html = browser.fill("/name", {"name": name}).text
    assert escape(name) in html
    assert name not in html


def test_a_name_is_no_template(browser: Browser) -> None:
    assert "{{ 6*7 }}" in browser.fill("/name", {"name": "{{ 6*7 }}"}).text


def test_the_interface_is_switched_in_place(browser: Browser) -> None:
    assert '<html lang="en">' in browser.get("/problems").text
    answer = browser.post("/interface", data={"language": "zh", "next": "/problems"}, headers={"origin": ORIGIN})
    assert answer.url.path == "/problems"
    assert '<html lang="zh">' in answer.text
    assert "问题" in answer.text


def test_a_workbench_speaks_the_language_of_the_browser(tmp_path: Path) -> None:
    for asked, tag in (("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-GB", "en"), ("de, fr", "en"), ("", "en")):
        browser = Browser(workspace(tmp_path / (asked[:2] or "none")), language=asked)
        assert f'<html lang="{tag}">' in browser.get("/sign-in").text


def test_a_person_signs_out(browser: Browser) -> None:
    browser.fill("/sign-out")
    assert browser.get("/problems").url.path == "/sign-in"


def test_host_header_and_origin_agree_in_these_tests() -> None:
    assert ORIGIN.endswith(HOST)
