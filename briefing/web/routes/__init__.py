"""The pages, one module each; every module lists its routes in ``ROUTES``."""

from starlette.routing import Route

from briefing.web.routes import (
    build,
    changes,
    changes_seal,
    document,
    entry,
    figures,
    home,
    lists,
    problems,
    release,
    review,
    review_files,
)

ROUTES: list[Route] = [
    route
    for module in (
        *(entry, home, build, document, figures, release, lists, review, review_files),
        *(changes, changes_seal, problems),
    )
    for route in module.ROUTES
]
