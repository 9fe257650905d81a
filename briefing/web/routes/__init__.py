"""The pages, one module each; every module lists its routes in ``ROUTES``."""

from starlette.routing import Route

from briefing.web.routes import changes, document, entry, figures, home, lists, release, review

MODULES = (entry, home, document, figures, release, lists, review, changes)
ROUTES: list[Route] = [route for module in MODULES for route in module.ROUTES]
