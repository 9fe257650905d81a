"""Changes and approval: what moved between two editions, who approves which document, whether files are sound; seals
and the keys that sign them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from http import HTTPStatus

from starlette.responses import Response
from starlette.routing import Route

from briefing.approval.approvals import DocumentApproval
from briefing.problems import ProblemsFound, grouped, in_order, problem
from briefing.web.answers import download, get, post
from briefing.web.opening import Job
from briefing.web.page import NotThere, Page, there
from briefing.web.views import worded
from briefing.workspace.accounts import Need
from briefing.workspace.changes import Comparison
from briefing.workspace.editions import EditionRow

VERIFY = "verify"
#: What happened to a figure.
KINDS = {
    "first": worded("first figure"),
    "new-period": worded("newer period"),
    "revised": worded("revised"),
    "recomputed": worded("recomputed"),
    "withdrawn": worded("withdrawn"),
    "restated": worded("restated by its source"),
}
#: What happened to a passage; what undid an approval.
CALLED = (
    *(worded("changed"), worded("added"), worded("gone")),
    *(worded("figure"), worded("sentence"), worded("translation"), worded("document")),
)


def show(page: Page) -> Response:
    """Answer with two editions, or days, compared."""
    editions = page.ws.editions()
    names = [e.name for e in editions][::-1]
    today = page.ws.today.isoformat()
    old = page.query("old") or (names[1] if len(names) > 1 else names[0] if names else "")
    new = page.query("new") or (names[0] if len(names) > 1 else today if names else "")
    found: Comparison | None = None
    problems: tuple[object, ...] = ()
    if old and new:
        try:
            found = _compared(page, old, new)
        except ProblemsFound as refused:
            problems = grouped(in_order(refused.problems))
    return page.render(
        "changes.html",
        editions=editions[::-1],
        names=names,
        today=today,
        old=old,
        new=new,
        found=found,
        problems=problems,
        kinds=KINDS,
    )


def _compared(page: Page, old: str, new: str) -> Comparison:
    """A comparison of editions by name or days; never of a path."""
    known = {e.name for e in page.ws.editions()}
    for name in (old, new):
        if name not in known and not _is_day(name):
            raise NotThere
    return page.ws.compare(old, new)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def report(page: Page, form: str) -> Response:
    """Answer with the comparison as a document in every language."""
    old, new = page.query("old"), page.query("new")
    files = page.ws.comparison_report(_compared(page, old, new), (form,))
    if form not in files:
        raise NotThere
    return download(files[form], f"{old}--{new}.{form}")


def redline(page: Page, document: str) -> Response:
    """Answer with a Word file of one document with the changes as revisions, under the name of who asks for it."""
    old, new = page.query("old"), page.query("new")
    found = _compared(page, old, new)
    made = page.ws.redlines(found, page.person.name or "briefing")
    if document not in made.files:
        raise NotThere
    return download(made.files[document], f"{document}.{old}--{new}.docx")


# --- one edition: verify, approve


def edition(page: Page, edition: str, status: int = HTTPStatus.OK, moved: bool = False) -> Response:
    """Answer with an edition with the approvals of its documents, and what lapsed since and why."""
    row = edition_row(page, edition)
    places = page.ws.document_places()
    listed = sorted(row.documents, key=lambda d: places.get(d.name, len(places)))
    approvals = _approvals(page, row)
    approved = {name for name, a in approvals.items() if a.state == "approved"}
    return page.render(
        "changes-edition.html",
        status,
        row=row,
        listed=listed,
        approvals=approvals,
        unapproved=sum(1 for document in row.documents if document.name not in approved),
        seal=page.ws.seal_of(row.name),
        seen_now=token(page, row),
        ticked=page.values("document"),
        moved=moved,
        job=page.workbench.jobs.going(VERIFY),
    )


def edition_row(page: Page, name: str) -> EditionRow:
    """Return an edition by its name. Raises ``NotThere``."""
    return there(next((e for e in page.ws.editions() if e.name == name), None))


def _approvals(page: Page, row: EditionRow) -> Mapping[str, DocumentApproval]:
    return {a.document: a for a in page.ws.approvals(row.name)[row.name]}


def token(page: Page, row: EditionRow) -> str:
    """Return what somebody decides on who approves or seals: the files, the approvals so far, the seal."""
    standing = [(a.document, a.state, a.by, a.date) for a in _approvals(page, row).values()]
    return page.seen(
        [[(f.name, f.sha256) for d in row.documents for f in d.files], standing, page.ws.seal_of(row.name)]
    )


def approve(page: Page, edition: str) -> Response:
    """Put a name under documents, as they were seen."""
    ws = page.ws
    documents = page.values("document")
    if not documents:
        return page.go("changes-edition", told=page.say("Tick the documents that you approve."), edition=edition)
    with ws.alone("approve documents"):
        if page.value("seen") != token(page, edition_row(page, edition)):
            return _again(page, edition)
        ws.save(ws.approve(edition, documents, by=page.person.name))
    told = page.say(
        "Approved by %(name)s: %(documents)s", name=page.person.name, documents="; ".join(map(page.called, documents))
    )
    return page.go("changes-edition", told=told, edition=edition)


def _again(page: Page, name: str) -> Response:
    """The edition as it is now, with what the person had ticked: somebody built or approved meanwhile."""
    return edition(page, name, HTTPStatus.CONFLICT, moved=True)


def verify(page: Page) -> Response:
    """Begin to verify an edition, or a file that was dropped in."""
    ws = page.ws
    received = page.upload()
    if received is not None:
        target, shown = str(received.path), received.name
    else:
        row = edition_row(page, page.value("edition"))
        target, shown = row.name, row.name

    def work(job: Job) -> object:
        job.stage = shown
        job.moved()
        try:
            return ws.verify((target,))
        except ProblemsFound as found:  # a file that was dropped in goes by the name that it came with
            raise ProblemsFound(replace(p, file=shown) if p.file == target else p for p in found.problems) from found

    job, begun = page.workbench.jobs.start(VERIFY, page.person.name, work)
    told = "" if begun else page.say("Something else is being verified; this is it.")
    return page.go("changes-verified", told=told, job=job.id)


def verified(page: Page, job: str) -> Response:
    """Answer with what verifying found."""
    found = there(page.workbench.jobs.find(job, VERIFY))
    template = "parts/changes-verified.html" if page.part else "changes-verified.html"
    return page.render(template, job=found, problems=grouped(in_order(found.problems)))


def seal(page: Page, edition: str) -> Response:
    """Seal an edition as it was seen, under the name of who is signed in; signed where a private key was chosen."""
    ws = page.ws
    key, phrase = page.secret("key") or None, page.text("passphrase")
    with ws.alone("seal an edition"):
        if page.value("seen") != token(page, edition_row(page, edition)):
            return _again(page, edition)
        plan = ws.seal(edition, by=page.person.name, key=key, passphrase=phrase)
        ws.save(plan)
    said = page.say("Sealed by %(name)s: %(files)s files", name=plan.by, files=plan.sealed)
    if plan.signed:
        said = page.say("%(said)s; signed with the key %(key)s", said=said, key=plan.signed)
    return page.go("changes-edition", told=said, edition=edition)


def keys(page: Page) -> Response:
    """Answer with the public keys that are trusted here, and a form for a new pair."""
    return page.render("changes-keys.html", keys=page.ws.seal_keys())


def make_key(page: Page) -> Response:
    """Make a pair: the public key stays, the private one goes to the person and is kept nowhere."""
    ws = page.ws
    phrase = page.text("passphrase")
    if phrase != page.text("again"):
        raise ProblemsFound([problem("account-passwords-differ")])
    plan = ws.make_seal_key(page.value("name"), None, phrase)
    ws.save(plan)
    return download(plan.private, f"{plan.name}.key")


ROUTES: list[Route] = [
    get("/changes", show, "changes"),
    get("/changes/report.{form}", report, "changes-report", patient=True),
    get("/changes/redline/{document}", redline, "changes-redline", patient=True),
    post("/changes/verify", verify, "changes-verify"),
    get("/changes/verified/{job}", verified, "changes-verified"),
    get("/changes/edition/{edition}", edition, "changes-edition"),
    post("/changes/edition/{edition}/approve", approve, "changes-approve", needs=Need.APPROVE),
    post("/changes/edition/{edition}/seal", seal, "changes-seal", needs=Need.APPROVE),
    get("/changes/keys", keys, "changes-keys"),
    post("/changes/keys", make_key, "changes-make-key", needs=Need.APPROVE),
]
