"""Content that tests start from: made and published as an editor would, in few words.

Each thing in one transaction, as a request of the admin would: it is published once.
"""

from __future__ import annotations

import io
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from PIL import Image as Pillow
from wagtail.models import Locale, Page

from home.models import ContentPage, HomePage
from snippets.models import FooterLink, Hero, MenuItem, Partner, SiteImage


def locale(code: str) -> Locale:
    return Locale.objects.get(language_code=code)


def home(code: str = "en") -> HomePage:
    return HomePage.objects.get(locale__language_code=code)


@transaction.atomic
def page(
    title: str = "About", slug: str = "about", parent: Page | None = None, **fields: Any
) -> Any:
    """A live page, published by a revision. `live=False` leaves it a draft."""
    live = fields.pop("live", True)
    parent = parent or home()
    new_page = ContentPage(title=title, slug=slug, live=False, locale=parent.locale, **fields)
    parent.add_child(instance=new_page)
    revision = new_page.save_revision()
    if live:
        revision.publish()
    new_page.refresh_from_db()
    return new_page


@transaction.atomic
def arabic(source: Any, **fields: Any) -> Any:
    """The published Arabic translation of a page or snippet."""
    translation = source.copy_for_translation(locale("ar"))
    for name, value in fields.items():
        setattr(translation, name, value)
    if not isinstance(translation, Page):
        translation.live = False
        translation.save()
    translation.save_revision().publish()
    translation.refresh_from_db()
    return translation


@transaction.atomic
def snippet(model: Any, code: str = "en", live: bool = True, **fields: Any) -> Any:
    row = model(locale=locale(code), live=False, **fields)
    row.save()
    revision = row.save_revision()
    if live:
        revision.publish()
    row.refresh_from_db()
    return row


def menu_item(label: str = "About", route: str = "/about/", **fields: Any) -> MenuItem:
    return snippet(MenuItem, label=label, route="" if fields.get("page") else route, **fields)


def hero(title: str = "Sail with us", **fields: Any) -> Hero:
    return snippet(Hero, title=title, **fields)


def partner(name: str = "Blue Water", **fields: Any) -> Partner:
    return snippet(Partner, name=name, **fields)


def footer_link(key: str = "privacy", label: str = "Privacy", **fields: Any) -> FooterLink:
    return snippet(
        FooterLink, key=key, label=label, route=fields.pop("route", "/privacy/"), **fields
    )


@transaction.atomic
def image(title: str = "Sea", size: tuple[int, int] = (800, 500), **fields: Any) -> SiteImage:
    data = io.BytesIO()
    Pillow.new("RGB", size, (20, 90, 160)).save(data, "JPEG")
    file = ImageFile(io.BytesIO(data.getvalue()), name=f"{title.lower()}.jpg")
    return SiteImage.objects.create(title=title, file=file, **fields)
