"""People of each role, and the content that they find."""

from __future__ import annotations

import io
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image
from wagtail.models import Page
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from home.models import ContentPage
from snippets.models import MenuItem, SiteImage
from tests.content import home, locale
from tests.people import PASSWORD, Person

GROUPS = {"E": "Editors", "P": "Publishers", "S": "SEO staff"}


def person(role: str) -> Person:
    """E, P and S are of the groups above, A is an administrator, N has an account alone."""
    username = f"{role}-{User.objects.count()}"
    user = User.objects.create_user(username, password=PASSWORD, is_superuser=role == "A")
    user.groups.set(Group.objects.filter(name=GROUPS.get(role)))
    if role == "N":
        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return Person(username)


def page(title: str = "About", live: bool = True, **fields: Any) -> ContentPage:
    new_page = ContentPage(title=title, live=live, **fields)
    home("en").add_child(instance=new_page)
    revision = new_page.save_revision()
    if live:
        revision.publish()
    return ContentPage.objects.get(pk=new_page.pk)


def translated_page() -> tuple[ContentPage, Translation]:
    source = page(seo_title="SEO")
    translate_object(source, [locale("ar")])
    translation = Translation.objects.get(target_locale=locale("ar"))
    translation.save_target(publish=True)
    return ContentPage.objects.get(locale=locale("ar")), translation


def item(label: str = "About", **fields: Any) -> MenuItem:
    return MenuItem.objects.create(label=label, route="/", locale=locale("en"), **fields)


def picture() -> ContentFile[bytes]:
    written = io.BytesIO()
    Image.new("RGB", (8, 8)).save(written, "PNG")
    return ContentFile(written.getvalue(), "picture.png")


def somebody_elses_image() -> SiteImage:
    owner = User.objects.create_user("owner")
    return SiteImage.objects.create(title="Theirs", file=picture(), uploaded_by_user=owner)


def attempt(person: Person, url: str, **data: Any) -> Any:
    """Posts, whatever the answer is."""
    return person.client.post(url, data)


def edit(person: Person, instance: Page, **data: Any) -> Any:
    """Opens the editor of a page and posts it, when it opens; refused changes are sent as well."""
    url = reverse("wagtailadmin_pages:edit", args=[instance.pk])
    if person.client.get(url).status_code != 200:
        return attempt(person, url, **{"body-count": "0", "slug": instance.slug} | data)
    return person.submits(url, expect=302, **{"body-count": "0"} | data)
