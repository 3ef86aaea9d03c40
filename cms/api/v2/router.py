"""The endpoints of API v2 by address."""

from __future__ import annotations

from wagtail.api.v2.router import WagtailAPIRouter

from cms.api.v2.files import Documents, Images
from cms.api.v2.pages import Pages
from cms.api.v2.redirects import Redirects
from cms.api.v2.snippets import FooterLinks, Heroes, MenuItems, Partners

# (DRF's as_view() empties `name` on the classes.)
ENDPOINTS = {
    "pages": Pages,
    "images": Images,
    "documents": Documents,
    "redirects": Redirects,
    "menu-items": MenuItems,
    "heroes": Heroes,
    "partners": Partners,
    "footer-links": FooterLinks,
}

router = WagtailAPIRouter("wagtailapi")
for name, endpoint in ENDPOINTS.items():
    router.register_endpoint(name, endpoint)
