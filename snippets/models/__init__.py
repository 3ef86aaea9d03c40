"""The small pieces of content that every page of the website shares, and its images.

They know Wagtail and nothing of pages' models or of delivery: `cms` reads them, never the other
way round. Django finds a model in any file of this folder.
"""

from importlib import import_module
from pkgutil import iter_modules

from snippets.models.footer_link import FooterLink
from snippets.models.hero import Hero
from snippets.models.image import SiteImage, SiteRendition
from snippets.models.menu_item import MenuItem
from snippets.models.partner import Partner

__all__ = ["FooterLink", "Hero", "MenuItem", "Partner", "SiteImage", "SiteRendition"]

for _file in iter_modules(__path__):
    import_module(f"{__name__}.{_file.name}")
