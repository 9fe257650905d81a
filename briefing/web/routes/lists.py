"""Lists: a workbook comes in, what it was taken for is shown, questions are answered, sheets previewed, projects imported."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from briefing.problems import ProblemsFound, has_errors
from briefing.web.answers import OURS_FRAMED, download, framed, get, post
from briefing.web.page import Page, not_there_if, there
from briefing.web.views import worded
from briefing.workspace.accounts import Need
from briefing.workspace.list_page import WorkbookPage
from briefing.workspace.received import Answers

#: Fields of a column as the page names them.
FIELDS = {
    "number": worded("number"),
    "code": worded("project code"),
    "name": worded("name of the project"),
    "sector": worded("sector"),
    "region": worded("region"),
    "district": worded("district"),
    "site": worded("site"),
    "status": worded("status"),
    "owner": worded("owner"),
    "content": worded("content"),
    "investment": worded("total investment"),
    "investment-estimated": worded("estimated investment"),
    "investment-approved": worded("approved investment"),
    "sought": worded("funds sought"),
    "cooperation": worded("form of cooperation"),
    "term": worded("term"),
    "term-start": worded("start"),
    "term-end": worded("end"),
    "benefit": worded("benefit"),
    "benefit-basis": worded("basis of the benefit"),
    "advantages": worded("advantages"),
    "approvals": worded("approvals"),
    "contact": worded("contact"),
    "contact-name": worded("contact: name"),
    "contact-office": worded("contact: office"),
    "contact-telephone": worded("contact: telephone"),
    "contact-email": worded("contact: e-mail"),
    "contact-verified": worded("contact: verified on"),
    "valid-until": worded("valid until"),
    "note": worded("note"),
    "unit": worded("unit of money"),
    "currency": worded("currency"),
}
#: Answers as the page names them.
SAID = {
    "skip": worded("leave the row out"),
    "accept": worded("it is a project, and right"),
    "comma": worded("1.234 is one thousand two hundred and thirty-four"),
    "point": worded("1.234 is one and a fraction"),
    "dmy": worded("03/04/2027 is 3 April"),
    "mdy": worded("03/04/2027 is 4 March"),
}


def show(page: Page) -> Response:
    """Answer with where a workbook is dropped, those at work, and the lists there are."""
    return page.render(
        "lists.html", workbooks=page.ws.workbooks(), reconciled=page.ws.reconcile(), lists=page.ws.lists()
    )


def drop(page: Page) -> Response:
    """Take a workbook in; answers that its list was given before are taken over."""
    ws = page.ws
    received = page.upload()
    if received is None:
        return page.go("lists", told=page.say("Choose a workbook first."))
    with ws.alone("take a workbook in"):
        if not ws.workbook_answers(received.token).list:
            ws.save(ws.answer_workbook(received.token, ws.first_answers(received.token)))
    return page.go("lists-workbook", token=received.token)


def workbook(page: Page, token: str, status: int = HTTPStatus.OK, **more: Any) -> Response:
    """Answer with a workbook at work."""
    with not_there_if("received-gone"):
        made = page.ws.workbook_page(token)
    wrong = has_errors(made.plan.problems)
    values = {"moved": False, "refused": (), **more}
    languages = tuple(page.ws.project().languages)
    return page.render(
        "lists-workbook.html", status, book=made, wrong=wrong, names=FIELDS, said=SAID, languages=languages, **values
    )


def answer(page: Page, token: str) -> Response:
    """Keep what was answered."""
    ws = page.ws
    try:
        with ws.alone("answer questions about a workbook"):
            made = ws.workbook_page(token)
            if page.value("seen") != page.seen(made.answers):
                return workbook(page, token, HTTPStatus.CONFLICT, moved=True)
            ws.save(ws.answer_workbook(token, _answers(page, made)))
    except ProblemsFound as found:
        return workbook(page, token, HTTPStatus.UNPROCESSABLE_ENTITY, refused=found.problems)
    return page.go("lists-workbook", told=page.say("Kept."), token=token)


def _answers(page: Page, made: WorkbookPage) -> Answers:
    """The answers of the form over those there were: fields that the form did not have stay."""
    mapping: dict[str, Any] = dict(made.answers.mapping)
    columns = {key: str(v) for key, v in mapping.get("columns", {}).items()}
    for sheet in made.sheets:
        for column in sheet.columns:
            columns[column.key] = page.value(f"column:{column.key}")
    mapping["columns"] = {key: field for key, field in columns.items() if field}
    rows = [(row.key, page.value(f"row:{row.key}")) for q in made.questions for row in q.rows]
    asked = {key for key, _ in rows}
    for name in ("skip", "accept"):
        kept = [key for key in map(str, mapping.get(name, [])) if key not in asked]
        mapping[name] = [*kept, *(key for key, said in rows if said == name)]
    for question in made.questions:
        if question.key == "units":
            mapping["units"] = {"investment": page.value("value:units")} if page.value("value:units") else {}
        elif question.key:
            mapping[question.key] = page.value(f"value:{question.key}")
    for key in ("header", "unit"):
        if f"value:{key}" in page.form:
            mapping[key] = page.value(f"value:{key}")
    mapping["amounts"] = {a.key: text for a in made.amounts if (text := page.value(f"amount:{a.key}"))}
    return replace(
        made.answers,
        list=page.value("list"),
        title=page.value("title"),
        issuer=page.value("issuer"),
        day=page.value("day"),
        sheets=page.values("sheet"),
        whole=page.value("whole") == "yes",
        mapping={key: value for key, value in mapping.items() if value},
    )


def sheets(page: Page, token: str, language: str) -> Response:
    """Answer with sheets as they would print, for a frame."""
    try:
        return framed(page.ws.preview_workbook(token, language))
    except ProblemsFound as found:
        return page.render("bare-problems.html", HTTPStatus.UNPROCESSABLE_ENTITY, OURS_FRAMED, found=found.problems)


def record(page: Page, token: str) -> Response:
    """Import a workbook as it was shown."""
    ws = page.ws
    try:
        with ws.alone("import a list"):
            made = ws.import_workbook(token)
            if ws.workbook_page(token).plan.version != page.value("version"):
                return workbook(page, token, HTTPStatus.CONFLICT, moved=True)
            ws.save(made)
    except ProblemsFound as found:
        return workbook(page, token, HTTPStatus.UNPROCESSABLE_ENTITY, refused=found.problems)
    ws.forget_received(token)
    told = page.say("Imported: %(added)s new, %(changed)s changed, %(gone)s withdrawn.",
                    added=len(made.added), changed=len({c.id for c in made.changed}), gone=len(made.withdrawn))  # fmt: skip
    return page.go("lists-of", told=told, id=made.list)


def forget(page: Page, token: str) -> Response:
    """Throw a workbook at work away, with its answers."""
    with page.ws.alone("throw a workbook away"):
        page.ws.save(page.ws.drop_workbook(token))
    page.ws.forget_received(token)
    return page.go("lists", told=page.say("The workbook is thrown away."))


def of(page: Page, id: str) -> Response:
    """Answer with a list that was imported."""
    found = there(next((entry for entry in page.ws.lists() if entry.list.id == id), None))
    reconciled = next((entry for entry in page.ws.reconcile().lists if entry.id == id), None)
    table = page.ws.project_table(id, page.query("q"), page.number("start"))
    template = "parts/lists-rows.html" if page.part else "lists-of.html"
    return page.render(template, row=found, list=found.list, table=table, reconciled=reconciled)


def blank(page: Page) -> Response:
    """Answer with the workbook that offices fill in."""
    return download(page.ws.blank_workbook(), "projects.xlsx")


ROUTES: list[Route] = [
    get("/lists", show, "lists"),
    get("/lists/projects.xlsx", blank, "lists-blank", patient=True),
    post("/lists/drop", drop, "lists-drop", needs=Need.RECORD),
    get("/lists/of/{id}", of, "lists-of"),
    get("/lists/workbook/{token}", workbook, "lists-workbook"),
    post("/lists/workbook/{token}/answers", answer, "lists-answers", needs=Need.RECORD),
    get("/lists/workbook/{token}/sheets/{language}", sheets, "lists-sheets"),
    post("/lists/workbook/{token}/import", record, "lists-import", needs=Need.RECORD),
    post("/lists/workbook/{token}/forget", forget, "lists-forget", needs=Need.RECORD),
]
