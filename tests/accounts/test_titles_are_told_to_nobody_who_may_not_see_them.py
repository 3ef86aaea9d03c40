"""No screen of the admin tells a title to somebody who may not see the thing that has it.

Three people walk every address that the URLconf has under /admin/, with what is secret and with
what is theirs in it: an editor of one section, somebody of the SEO staff, and somebody who may only
enter. What is secret: pages of another section that are private, drafts or deleted, their
translations and aliases, and snippets that are not live.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page, PageViewRestriction

from cms.publishing.publish import publish
from cms.releases.members import kind_of
from tests import content
from tests.admin_addresses import Address, addresses
from tests.people import PASSWORD, Person, in_group, with_permissions
from tests.releases.campaign import release_of

SECRET = "Zwieback"
# Wagtail's test of error pages: it raises.
NOT_WALKED = ("/admin/failwhale/",)


@pytest.fixture
def site(admin: Person) -> dict[str, Any]:
    """A section for everybody, and another whose pages are secret now. They were made, published
    and changed in the admin, so the histories know of them."""
    open_section = content.page(slug="open", title="Open section")
    foreign = content.page(slug="foreign", title="Foreign section")
    private = content.page(slug="private", title="Of no interest", parent=foreign)
    alias = private.create_alias(parent=foreign, update_slug="an-alias")
    gone = content.page(slug="gone", title=f"{SECRET} deleted", parent=foreign)
    publish()
    admin.edits_page(private, title=f"{SECRET} private")
    admin.client.post(f"/admin/pages/{gone.pk}/delete/")
    for page in (private, alias):
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    draft = content.page(slug="draft", title=f"{SECRET} draft", parent=foreign, live=False)
    admin.edits_page(draft, action="", title=f"{SECRET} draft")
    arabic = private.copy_for_translation(content.locale("ar"), copy_parents=True)
    hero = content.hero(title=f"{SECRET} hero", live=False)
    partner = content.partner(name=f"{SECRET} partner")
    admin.client.post(f"/admin/snippets/snippets/partner/unpublish/{partner.pk}/")
    partner.refresh_from_db()
    alias.refresh_from_db()
    for pk in (private.pk, draft.pk):
        release = release_of(private, draft, arabic, hero, partner, name="A campaign", pk=pk)
        release.members.create(
            content_type=kind_of(Page), object_id=str(gone.pk), title=f"{SECRET} deleted"
        )
    assert not partner.live
    assert alias.title.startswith(SECRET)
    return {
        "open": open_section,
        "pages": [private, draft, arabic, alias],
        "snippets": [hero, partner],
    }


def walked(person: Person, site: dict[str, Any], hidden: tuple[str, ...]) -> dict[str, list[str]]:
    """The secret titles that each address tells this person."""
    # That no address fails is another test's (test_no_address_of_the_admin_fails.py).
    person.client.raise_request_exception = False
    leaks = {}
    for address in addresses():
        if not address.template.startswith("/admin/") or address.template in NOT_WALKED:
            continue
        for values in _values(site, address):
            url = address.filled(values, str(site["open"].pk))
            answer = person.client.get(url)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            text = body.decode(errors="replace")
            if titles := [title for title in hidden if f"{SECRET} {title}" in text]:
                leaks[url] = titles
    return leaks


def _values(site: dict[str, Any], address: Address) -> list[dict[str, str]]:
    common = {"mode": "html", "action": "delete", "filter_spec": "fill-10x10"}
    if not address.names:
        return [common]
    instances = [*site["pages"], *site["snippets"], site["open"]]
    values = []
    for instance in instances:
        meta = instance._meta
        if "snippets/snippets/" in address.template or "choose/snippets/" in address.template:
            if f"/{meta.model_name}/" not in address.template:
                continue
        elif not isinstance(instance, Page) and not (
            {"app_label", "content_type_app_name", "app_name"} & set(address.names)
        ):
            continue
        revision = instance.latest_revision_id or 0
        values.append(
            common
            | {
                name: str(instance.pk)
                for name in ("page_id", "pk", "object_id", "page_pk", "page_to_move_id", "id")
            }
            | {"parent_page_id": str(instance.pk), "destination_id": str(site["open"].pk)}
            | dict.fromkeys(("app_label", "app_name", "content_type_app_name"), meta.app_label)
            | dict.fromkeys(("model_name", "content_type_model_name"), meta.model_name)
            | {name: str(revision) for name in ("revision_id", "revision_id_a", "revision_id_b")}
        )
    return values or [common]


def editor_of_the_open_section(site: dict[str, Any]) -> Person:
    group = Group.objects.create(name="Open")
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    # It sees that there is a campaign, and how many things are in it.
    group.permissions.add(Permission.objects.get(codename="view_release"))
    for codename in ("add_page", "change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=group, page=site["open"], permission=Permission.objects.get(codename=codename)
        )
    user = get_user_model().objects.create_user("open", password=PASSWORD)
    user.groups.add(group)
    return Person("open")


@dataclass(frozen=True)
class Role:
    """`hidden`: what such a person may not see."""

    person: Callable[[dict[str, Any]], Person]
    hidden: tuple[str, ...]


PAGES = ("private", "draft", "deleted")
SNIPPETS = ("hero", "partner")
ROLES = {
    "an editor of another section": Role(editor_of_the_open_section, PAGES + SNIPPETS),
    "SEO staff": Role(lambda _site: in_group("seo", "SEO staff"), SNIPPETS),
    "somebody without rights": Role(lambda _site: with_permissions("nobody"), PAGES + SNIPPETS),
}


@pytest.mark.parametrize("name", ROLES)
def test_no_screen_tells_a_secret_title(site: dict[str, Any], name: str) -> None:
    role = ROLES[name]
    leaks = walked(role.person(site), site, role.hidden)
    assert leaks == {}


def test_who_may_see_them_is_told(site: dict[str, Any], admin: Person) -> None:
    """Else the walk would pass because nobody is told anything."""
    for url, titles in {
        "/admin/": ("private", "deleted", "partner"),
        "/admin/published/": ("private", "deleted", "partner"),
        f"/admin/choose-page/{site['pages'][0].get_parent().pk}/": ("private", "draft"),
        f"/admin/choose-page/chosen-multiple/?id={site['pages'][1].pk}": ("draft",),
        "/admin/snippets/choose/snippets/hero/": ("hero",),
        "/admin/localize/api/snippets/snippets/partner/": ("partner",),
    }.items():
        text = admin.opens(url).content.decode()
        for title in titles:
            assert f"{SECRET} {title}" in text, url


def test_what_readers_see_may_be_linked_to_from_another_section(site: dict[str, Any]) -> None:
    person = editor_of_the_open_section(site)
    assert (
        "Foreign section" in person.opens(f"/admin/choose-page/{content.home().pk}/").json()["html"]
    )
    live = content.hero(title="Everybody sees this")
    assert live.title in person.opens("/admin/snippets/choose/snippets/hero/").json()["html"]
