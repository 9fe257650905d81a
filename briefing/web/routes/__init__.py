"""The pages, one module each; every module lists its routes in ``ROUTES``."""

from starlette.routing import Route

from briefing.web.routes import build, changes, document, entry, figures, home, lists, release, review, review_files

MODULES = (entry, home, build, document, figures, release, lists, review, review_files, changes)
ROUTES: list[Route] = [route for module in MODULES for route in module.ROUTES]
