"""The pages of the website and its site-wide metadata. Django finds a model in any file here."""

from importlib import import_module
from pkgutil import iter_modules

from home.models.pages import ContentPage, HomePage

# isort: split
# The two types that everything is made of come first in lists.
from home.models.articles import ArticlePage
from home.models.events import EventPage
from home.models.site_metadata import SiteMetadata
from home.models.website_page import WebsitePage, page_types

__all__ = [
    "ArticlePage",
    "ContentPage",
    "EventPage",
    "HomePage",
    "SiteMetadata",
    "WebsitePage",
    "page_types",
]

for _file in iter_modules(__path__):
    import_module(f"{__name__}.{_file.name}")
