"""A template run over the facts: its markup, or what stopped it, with the line of the template."""

from __future__ import annotations

from pathlib import Path

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import SecurityError

from briefing.catalogue.template_syntax import Folding, environment
from briefing.compose.functions import Functions
from briefing.problems import Problem, problem


def rendered(template: str, templates: Path, functions: Functions) -> tuple[str | None, tuple[Problem, ...]]:
    """The markup that ``template`` of the folder ``templates`` makes with ``functions``; ``None`` with the problem when it
    stops. What single functions found wrong stays in ``functions.problems``."""
    env = environment(templates)
    env.globals.update(functions.table())
    place = f"{templates.name}/{template}"
    try:
        markup = env.get_template(template).render()
        return markup, tuple(env.loader.problems) if isinstance(env.loader, Folding) else ()
    except TemplateSyntaxError as error:
        name = f"{templates.name}/{error.name or template}"
        return None, (problem("template-error", name, error.lineno, reason=error.message or "syntax error"),)
    except TemplateNotFound as error:
        return None, (problem("template-error", place, 0, reason=f"there is no template {error.name}"),)
    except (TemplateError, SecurityError, LookupError, TypeError, ValueError, ArithmeticError) as error:
        return None, (problem("template-error", place, _line_of(error, template), reason=_plain(error)),)


def _line_of(error: BaseException, template: str) -> int:
    """The template line Jinja2 rewrote into the traceback; 0 when the error rose elsewhere."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(template):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _plain(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
