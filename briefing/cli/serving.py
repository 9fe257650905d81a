"""The workbench: serving it, and the accounts of an office; and the next look of documents without it."""

from __future__ import annotations

import contextlib
import getpass
import os
import pwd
import socket
import sys
import time
import webbrowser
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from briefing.cli.shared import problems, workspace
from briefing.files.writing import write
from briefing.memory import settle, spare, take_turns
from briefing.problems import Problem, ProblemsFound, problem
from briefing.workspace import Workspace
from briefing.workspace.accounts import Role, add_account, read_accounts
from briefing.workspace.folder import INPUTS

serving_app = typer.Typer()
account_app = typer.Typer(help="The accounts of an office, for serve --accounts.")
serving_app.add_typer(account_app, name="account")

#: The highest number that a port has.
MOST = 65535

#: The port, and how many after it are tried where it is taken.
PORT, TRIES = 8710, 20
BACKLOG = 128  # connections that may wait
Accounts = Annotated[
    Path | None, typer.Option("--accounts", help="The file of the accounts; .briefing/accounts.yaml of the project.")
]


@serving_app.command()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen on; only this machine by default.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; the next free one from 8710 by default.")] = 0,
    accounts: Annotated[Path | None, typer.Option(help="Everybody signs in with an account of this file.")] = None,
    trust: Annotated[
        list[str] | None, typer.Option(help="A name under which a proxy that ends TLS passes requests on.")
    ] = None,
    by: Annotated[
        str, typer.Option(help="Your name in approvals and reviews; that of the system's user by default.")
    ] = "",
    no_open: Annotated[bool, typer.Option("--no-open", help="Print the link, open no browser.")] = False,
) -> None:
    """Open the workbench in a browser. It listens on this machine only; the link works once."""
    import uvicorn  # noqa: PLC0415 - only where it is asked for

    from briefing.web import Settings, make_app  # noqa: PLC0415

    ws = workspace(context)
    if accounts is None and (trust or host not in ("127.0.0.1", "::1", "localhost")):
        raise ProblemsFound([problem("serve-open", host=", ".join(trust or (host,)))])
    if accounts is not None and not read_accounts(accounts):
        raise ProblemsFound([problem("accounts-none", str(accounts))])
    listening = listen(host, port)
    port = listening.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    place = f"https://{trust[0]}" if trust else f"http://{shown}:{port}"

    def tell(link: str) -> None:
        print(f"For another browser: {place}/enter?link={link}", flush=True)

    settings = Settings(
        now=lambda: datetime.now().astimezone(),
        person=by.strip() or _own_name(),
        accounts=accounts,
        hosts=(*(trust or ()), host),
        secure=bool(trust),
        port=port,
        tell=tell,
        looked=settle,
    )
    address = f"{place}/sign-in" if accounts else f"{place}/enter?link={settings.link}"
    print(f"Open {address}\nStop with Ctrl-C.", flush=True)
    spare()
    take_turns()
    app = make_app(ws, settings)
    if not no_open and accounts is None and sys.stdout.isatty():
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(address)
    config = uvicorn.Config(
        app,
        log_level="warning",
        server_header=False,
        date_header=False,
        access_log=False,
        proxy_headers=bool(trust),
        timeout_graceful_shutdown=2,
    )
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """Return a socket on the port, or on the next free one where none was asked for. Raises ``ProblemsFound``."""
    if not 0 <= port <= MOST:
        raise ProblemsFound([problem("serve-port", port=port, reason=f"a port is a number from 1 to {MOST}")])
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    last: OSError | None = None
    for number in (port,) if port else range(PORT, PORT + TRIES):
        opened = socket.socket(family, socket.SOCK_STREAM)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind((host, number))
            opened.listen(BACKLOG)  # who follows the link before the server has started waits and is not refused
            return opened
        except OSError as error:
            opened.close()
            last = error
    raise ProblemsFound([problem("serve-port", port=port or PORT, reason=last.strerror if last else "")])


def _own_name() -> str:
    """The name of the system's user: the full one where it is known."""
    try:
        entry = pwd.getpwuid(os.getuid())
    except KeyError:
        return ""
    return entry.pw_gecos.split(",")[0].strip() or entry.pw_name


@account_app.command("add")
def account_add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The name, as it shall stand in approvals and reviews.")],
    accounts: Accounts = None,
    role: Annotated[list[Role] | None, typer.Option(help="What the person is; may be repeated.")] = None,
) -> None:
    """Add an account, or change its password and roles. The password is asked for, or read from standard input."""
    place = _accounts(context, accounts)
    if sys.stdin.isatty():
        password = getpass.getpass("Password: ")
        if getpass.getpass("Once more: ") != password:
            raise ProblemsFound([problem("account-passwords-differ")])
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    add_account(place, name, role or (), password)
    print(f"{name}: {', '.join(sorted(role or ()))}")


@account_app.command("list")
def account_list(context: typer.Context, accounts: Accounts = None) -> None:
    """List who has an account, and as what."""
    for account in read_accounts(_accounts(context, accounts)).values():
        print(f"{account.name}: {', '.join(sorted(account.roles))}")


def _accounts(context: typer.Context, given: Path | None) -> Path:
    root = workspace(context).root
    return given or root / ".briefing" / "accounts.yaml"


looking_app = typer.Typer()

PAGE = "html"  # the format that a page is

#: Where the pages are put below the folder of the editions, and how long no further change must come, in milliseconds.
FOLDER, SETTLED = "preview", 50


@looking_app.command()
def watch(
    context: typer.Context,
    documents: Annotated[
        list[str] | None, typer.Argument(help="Documents (western.en); without one, every document of every pack.")
    ] = None,
    into: Annotated[Path | None, typer.Option("--into", help="Folder of the pages; out/preview by default.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Write the pages and end.")] = False,
) -> None:
    """Write documents as pages, and write those that change again whenever a file of the project is saved. Ctrl+C ends it."""
    ws = workspace(context)
    folder = into or ws.out / FOLDER
    pages = Pages(ws, folder, documents or [])
    pages.look()
    if once:
        raise typer.Exit(1 if pages.failed else 0)
    from watchfiles import watch as changes  # noqa: PLC0415 - only where somebody waits for changes

    print(f"Watching {ws.root}; Ctrl+C ends it.", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        for _ in changes(*(ws.root / name for name in INPUTS), step=SETTLED):
            pages.look()


class Pages:
    """The pages written last, by document; ``failed`` says whether one of them could not be made."""

    def __init__(self, ws: Workspace, folder: Path, documents: list[str]) -> None:
        self.ws = ws
        self.folder = folder
        self.documents = documents
        self.failed = False
        self._written: dict[str, str] = {}
        self._told: list[Problem] = []

    def look(self) -> None:
        """Compose every document and write the pages that are others than before, with the time it took; problems are reported
        when they come and once more when they are others."""
        begun, moved, found = time.perf_counter(), list[str](), list[Problem]()
        try:
            with self.ws.steady():
                for name in self.documents or self._every():
                    page = self.ws.preview(name)
                    if self._written.get(name) != page.html:
                        write({self.folder / f"{name}.html": page.html.encode()})
                        self._written[name] = page.html
                        moved.append(name)
        except ProblemsFound as error:
            found = list(error.problems)
        self.failed = bool(found)
        if found != self._told and found:
            problems(found)
        self._told = found
        if moved:
            print(f"{time.perf_counter() - begun:.2f} s  {', '.join(moved)}  in {self.folder}", flush=True)

    def _every(self) -> list[str]:
        shown = (made for made in self.ws.documents() if PAGE in made.formats)
        names = [f"{made.name}.{tag}" for made in shown for tag in made.languages]
        if not names:
            raise ProblemsFound([problem("document-unknown", name="*", known="")])
        return names
