"""A template run over the facts: its markup, or what stopped it, with the line of the template."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from briefing.catalogue.template_syntax import Folding
from briefing.compose.functions import Functions
from briefing.compose.sandbox import sandbox
from briefing.problems import Problem, problem

#: What Python raises for a slip in a template: a name that is not there, a function called with something else than it takes,
#: a part that includes itself, loops nested deeper than Python can compile.
_SLIPS = (TemplateError, ArithmeticError, AttributeError, LookupError, RuntimeError, SyntaxError, TypeError, ValueError)


def rendered(template: str, templates: Path, functions: Functions) -> tuple[str | None, tuple[Problem, ...]]:
    """The markup that ``template`` of the folder ``templates`` makes with ``functions``; ``None`` with the problem when it
    stops. What single functions found wrong stays in ``functions.problems``."""
    env = sandbox(templates, dict(functions.table()))
    place = f"{templates.name}/{template}"
    try:
        markup = env.get_template(template).render()
        return markup, tuple(env.loader.problems) if isinstance(env.loader, Folding) else ()
    except TemplateSyntaxError as error:
        name = f"{templates.name}/{error.name or template}"
        return None, (problem("template-error", name, error.lineno, reason=error.message or "syntax error"),)
    except TemplateNotFound as error:
        file, line = _place(error.__traceback__, templates) or (place, 0)
        return None, (problem("template-error", file, line, reason=f"there is no template {error.name}"),)
    except RecursionError as error:
        file, line = _place(error.__traceback__, templates) or (place, 0)
        reason = "a macro or an included part calls itself without end, or brackets are nested too deeply"
        return None, (problem("template-error", file, line, reason=reason),)
    except _SLIPS as error:
        file, line = _place(error.__traceback__, templates) or (place, 0)
        return None, (problem("template-error", file, line, reason=_plain(error)),)


def _place(trace: TracebackType | None, templates: Path) -> tuple[str, int] | None:
    """The last line of a template in a traceback, into which Jinja2 has written them; ``None`` when there is none."""
    found = None
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.is_relative_to(templates):
            found = (path.relative_to(templates.parent).as_posix(), trace.tb_lineno)
        trace = trace.tb_next
    return found


def _plain(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
