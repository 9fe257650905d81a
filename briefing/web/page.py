"""What a route is given: one request as a person makes it, in the project that is served."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlencode, urlsplit

from markupsafe import Markup
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from briefing.catalogue import SOURCE_TAG
from briefing.problems import Problem, ProblemsFound, grouped, has_errors, in_order
from briefing.web import views
from briefing.web.guard import Session, Sessions, Settings, SignIn
from briefing.web.opening import Jobs, Opening, Signals
from briefing.web.views import worded
from briefing.workspace import Workspace, as_data
from briefing.workspace.accounts import Need, Person
from briefing.workspace.folder import INPUTS
from briefing.workspace.received import Received

T = TypeVar("T")


class Workbench:
    """One served project. Its workspace is opened anew when the day changes."""

    def __init__(self, workspace: Workspace, settings: Settings) -> None:
        self.settings = settings
        self.sessions = Sessions(workspace.session_key(), settings)
        self.sign_in = SignIn(settings)
        self.signals = Signals()
        self.jobs = Jobs(self.signals)
        self.opening = Opening(settings.looked)
        self._workspace = workspace
        self._lock = threading.Lock()

    @property
    def workspace(self) -> Workspace:
        """The project on the day it is now."""
        today = self.settings.now().date()
        with self._lock:
            if self._workspace.today != today:
                self._workspace = Workspace(self._workspace.root, today, self._workspace.out)
                self.opening.look_again(self._workspace)
            return self._workspace

    def made(self) -> str:
        """Return a token of the files that pages are made from, as they are now."""
        return hashlib.sha256(repr(self.workspace.stamp(*INPUTS)).encode()).hexdigest()[:16]


#: What a form may hold: fields, files, and bytes of one field.
FIELDS, FILES, FIELD_BYTES = 20_000, 20, 4_000_000
#: The largest secret file that is read; what is larger lands in a file of the system's.
SECRET_BYTES = 100_000

#: The pages of the navigation: name of the route, what it is called, the key after g.
NAVIGATION = (
    ("home", worded("Home"), "h"),
    ("document", worded("Document"), "d"),
    ("figures", worded("Figures"), "f"),
    ("release", worded("Release"), "r"),
    ("lists", worded("Lists"), "l"),
    ("review", worded("Review"), "v"),
    ("changes", worded("Changes"), "c"),
    ("problems", worded("Problems"), "p"),
)
#: What roles and severities are called.
CALLED = (
    *(worded("officer"), worded("editor"), worded("reviewer"), worded("approver")),
    *(worded("error"), worded("warning"), worded("note")),
)


#: What the kinds of documents are called; the briefing itself needs no word.
KINDS = {"briefing": "", "deck": worded("slides"), "factsheet": worded("fact sheet"), "data": worded("data annex")}


class NotThere(Exception):  # noqa: N818 - says what is the matter with an address
    """Raised for an address at which there is nothing."""


def there(found: T | None) -> T:
    """Return what an address names. Raises ``NotThere`` where that is nothing."""
    if found is None:
        raise NotThere
    return found


@contextmanager
def not_there_if(code: str) -> Iterator[None]:
    """Raise ``NotThere`` inside the block for problems with this code: what the address names does not exist."""
    try:
        yield
    except ProblemsFound as found:
        if any(p.code == code for p in found.problems):
            raise NotThere from found
        raise


@dataclass(slots=True)
class Page:
    """A request of a person in a workspace; ``form`` is what was sent with it."""

    request: Request
    workbench: Workbench
    person: Person
    session: Session
    language: str
    form: FormData = field(default_factory=FormData)

    @property
    def ws(self) -> Workspace:
        """The project, as of today."""
        return self.workbench.workspace

    # --- what was asked

    @property
    def part(self) -> bool:
        """Whether htmx asks for a part of the page that it exchanges."""
        headers = self.request.headers
        return "hx-request" in headers and "hx-history-restore-request" not in headers

    @property
    def place(self) -> str:
        """The part of the workbench that was asked for: the beginning of the name of its route."""
        name = self.request.scope["route"].name if "route" in self.request.scope else ""
        return str(name).partition("-")[0]

    @property
    def here(self) -> str:
        """The address of the page that the person looks at, without host."""
        shown = urlsplit(self.request.headers.get("hx-current-url", "")) if self.part else self.request.url.components
        return f"{shown.path or '/'}{f'?{shown.query}' if shown.query else ''}"

    def query(self, name: str) -> str:
        """Return a value of the address."""
        return self.request.query_params.get(name, "").strip()

    def queries(self, name: str) -> tuple[str, ...]:
        """Return every value of a name in the address."""
        return tuple(v.strip() for v in self.request.query_params.getlist(name) if v.strip())

    def number(self, name: str, default: int = 0) -> int:
        """Return a whole number of the address; the default where it is none."""
        found = self.query(name)
        return int(found) if found.isdecimal() and len(found) < 9 else default

    def value(self, name: str, default: str = "") -> str:
        """Return a value of the form, without space around it."""
        found = self.form.get(name, default)
        return found.strip() if isinstance(found, str) else default

    def text(self, name: str) -> str:
        """Return a value of the form exactly as it was typed, lines ended by ``\\n``."""
        found = self.form.get(name, "")
        return found.replace("\r\n", "\n") if isinstance(found, str) else ""

    def values(self, name: str) -> tuple[str, ...]:
        """Return every value of a name in the form."""
        return tuple(v.strip() for v in self.form.getlist(name) if isinstance(v, str) and v.strip())

    def typed(self) -> dict[str, str]:
        """Return the whole form as it was filled."""
        return {name: value for name, value in self.form.multi_items() if isinstance(value, str)}

    def words(self, name: str) -> dict[str, str]:
        """Return the words of a field in each language of the project that has some (``<name>-<language>``)."""
        return {tag: text for tag in self.ws.project().languages if (text := self.value(f"{name}-{tag}"))}

    def upload(self) -> Received | None:
        """Return the file of the form, kept (``Workspace.receive``); ``None`` where none was chosen."""
        found = self.form.get("file")
        if not isinstance(found, UploadFile) or not found.filename:
            return None
        return self.ws.receive(found.filename, found.file.read())

    def secret(self, name: str) -> bytes:
        """Return what is in a small file of the form that is kept nowhere; nothing where none was chosen."""
        found = self.form.get(name)
        return found.file.read(SECRET_BYTES) if isinstance(found, UploadFile) and found.filename else b""

    # --- who may, and what was seen

    def need(self, need: Need) -> None:
        """Refuse whoever has no role for this. Raises ``PermissionError``."""
        if not self.person.may(need):
            raise PermissionError(need)

    def seen(self, value: object) -> str:
        """Return a token of a value as it is shown, for a form to bring back (``<input type=hidden name=seen>``):
        asked within ``ws.alone``, it tells whether the value is still what the person saw."""
        data = json.dumps(as_data(value), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(data.encode()).hexdigest()[:32]

    # --- what documents are called

    def called(self, name: str) -> str:
        """Return what people call a document (``<name>`` or ``<name>.<language>``): title, what it is, for whom, in which
        language; its name where the project does not make it any longer."""
        titles = self.ws.document_titles()
        stem, _, tag = name.rpartition(".") if name not in titles else (name, "", "")
        if (found := titles.get(stem)) is None:
            return name
        kind = KINDS[found.kind]
        said = (_in(found.titles, self.language), self.say(kind) if kind else "", _in(found.versions, self.language))
        return " · ".join(filter(None, (*said, views.language_name(tag, self.language) if tag else "")))

    def readable(self, name: str) -> bool:
        """Return whether a document (``<name>.<language>``) is one that Reading shows, and not slides or a workbook."""
        try:
            made = self.ws.documents()
        except ProblemsFound:  # told on the page of what was asked for
            return False
        return any(d.name == name.rpartition(".")[0] and "html" in d.formats for d in made)

    def in_short(self, name: str) -> str:
        """Return what people call a document beside others of its pack: for whom it is, in which language."""
        stem, _, tag = name.rpartition(".")
        found = self.ws.document_titles().get(stem)
        said = _in(found.versions, self.language) if found else ""
        kind = KINDS[found.kind] if found and found.kind == "data" else ""
        return " · ".join(filter(None, (views.language_name(tag, self.language), said, kind and self.say(kind))))

    def unit(self, unit: str) -> str:
        """Return what a unit is called in the language of the interface."""
        return _in({self.language: unit, **self.ws.unit_texts(unit)}, self.language)

    # --- answers

    def say(self, message: str, **values: object) -> str:
        """Return a message in the language of the interface; ``%(name)s`` are filled in."""
        text = views.languages()[self.language].gettext(message)
        return text % values if values else text

    def named(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """Return words of the data with what the interface calls them, for a list to choose from."""
        return [(name, self.say(name)) for name in names]

    def url(self, name: str, /, **params: object) -> str:
        """Return the address of a page: names of its path go there, all else behind the question mark."""
        return address(self.request, name, params)

    def render(
        self, template: str, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
    ) -> Response:
        """Return a page, or a part of one, from a template."""
        html = views.render(self.language, template, {**self._common(), **values})
        made = HTMLResponse(html, status, {"Vary": "HX-Request", **(headers or {})})
        if not self.part and "told" in self.request.cookies:
            made.delete_cookie("told", path="/")
        return made

    def go(self, name: str, /, told: str = "", **params: object) -> Response:
        """Send the person on to another page, where ``told`` is said once."""
        there = self.url(name, **params)
        made: Response
        if self.part:
            made = Response(status_code=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": there})
        else:
            made = RedirectResponse(there, HTTPStatus.SEE_OTHER)
        if told:
            made.set_cookie("told", quote(told), max_age=60, path="/", samesite="strict", httponly=True)
        return made

    def problems(self, found: tuple[Problem, ...]) -> Response:
        """Return problems as the answer to what somebody wanted to do."""
        moved = any(p.code == "edit-conflict" for p in found)
        status = HTTPStatus.CONFLICT if moved else HTTPStatus.UNPROCESSABLE_ENTITY
        headers = {"HX-Retarget": "#notice", "HX-Reswap": "innerHTML"} if self.part else {}
        template = "parts/problems.html" if self.part else "stopped.html"
        shown = {
            "problems": grouped(in_order(found)),
            "wrong": has_errors(found),
            "back": inside(self.value("next"), ""),
        }
        return self.render(template, status, headers, **shown)

    def _hidden(self, **values: object) -> Markup:
        """The fields that every form of a person carries, and others that are not shown."""
        fields = {"form_token": self.workbench.sessions.form_token(self.session), "next": self.here, **values}
        line = Markup('<input type="hidden" name="{}" value="{}">')
        return Markup("").join(line.format(name, value) for name, value in fields.items())

    def _common(self) -> dict[str, Any]:
        request = self.request
        return {
            "page": self,
            "person": self.person,
            "accounts": self.workbench.settings.accounts is not None,
            "needs": {str(n): self.person.may(n) for n in Need},
            "form_token": self.workbench.sessions.form_token(self.session),
            "hidden": self._hidden,
            "url": self.url,
            "seen": self.seen,
            "navigation": NAVIGATION,
            "here": self.place,
            "made": self.workbench.made(),
            "called": self.called,
            "in_short": self.in_short,
            "readable": self.readable,
            "named": self.named,
            "address": self.here,
            "resting": self.workbench.opening.paused,
            "known_only": self.ws.known_only,
            "told": unquote(request.cookies.get("told", "")),
            "grouped": grouped,
            "source": SOURCE_TAG,
        }


def inside(there: str, other: str = "/") -> str:
    """Return an address to go on to, if it is one of ours; else another, the first page."""
    ours = there.startswith("/") and not there.startswith(("//", "/\\")) and there.isprintable()
    return there if ours else other


def _in(said: Mapping[str, str], language: str) -> str:
    """A title in a language, or in the one it was written in."""
    return said.get(language) or next(iter(said.values()), "")


def address(request: Request, name: str, params: Mapping[str, object]) -> str:
    """Return the address of a route by its name; parameters that are no part of its path become its query."""
    route = request.app.state.routes.get(name)
    if route is None:
        raise LookupError(f"no route is called {name}")
    inside = {k: str(v) for k, v in params.items() if k in route.param_convertors}
    path = str(route.url_path_for(name, **inside))
    outside = {k: v for k, v in params.items() if k not in inside and v not in ("", None)}
    return f"{path}?{urlencode(outside, doseq=True)}" if outside else path
