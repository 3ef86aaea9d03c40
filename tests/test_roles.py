"""Who may do what: the table, tried by real people with real log-ins and real forms.

Every action answers whether its effect took place, so a refusal is one only when nothing happened.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, Task, Workflow
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import translate_object

from home.models import ContentPage, HomePage, SiteMetadata
from snippets.models import FooterLink, Hero, MenuItem, Partner, SiteImage
from tests.people import PASSWORD, Person, snippet_url

pytestmark = pytest.mark.usefixtures("database")

GROUPS = {"E": "Editors", "P": "Publishers", "S": "SEO staff"}


def person(role: str) -> Person:
    """E, P and S are of the groups above, A is an administrator, N has an account alone."""
    username = f"{role}-{User.objects.count()}"
    user = User.objects.create_user(username, password=PASSWORD, is_superuser=role == "A")
    user.groups.set(Group.objects.filter(name=GROUPS.get(role)))
    if role == "N":
        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return Person(username)


# --- The world that they find -------------------------------------------------------------------


def english() -> Locale:
    return Locale.objects.get(language_code="en")


def arabic() -> Locale:
    return Locale.objects.get(language_code="ar")


def page(title: str = "About", live: bool = True, **fields: Any) -> ContentPage:
    made = ContentPage(title=title, live=live, **fields)
    HomePage.objects.get(locale=english()).add_child(instance=made)
    revision = made.save_revision()
    if live:
        revision.publish()
    return ContentPage.objects.get(pk=made.pk)


def translated_page() -> tuple[ContentPage, Translation]:
    source = page(seo_title="SEO")
    translate_object(source, [arabic()])
    translation = Translation.objects.get(target_locale=arabic())
    translation.save_target(publish=True)
    return ContentPage.objects.get(locale=arabic()), translation


def item(label: str = "About", **fields: Any) -> MenuItem:
    return MenuItem.objects.create(label=label, route="/", locale=english(), **fields)


def picture() -> ContentFile[bytes]:
    written = io.BytesIO()
    Image.new("RGB", (8, 8)).save(written, "PNG")
    return ContentFile(written.getvalue(), "picture.png")


def somebody_elses_image() -> SiteImage:
    owner = User.objects.create_user("owner")
    return SiteImage.objects.create(title="Theirs", file=picture(), uploaded_by_user=owner)


def attempt(who: Person, url: str, **data: Any) -> Any:
    """Posts, whatever the answer is."""
    return who.client.post(url, data)


def edit(who: Person, thing: Page, **data: Any) -> Any:
    """Opens the editor of a page and posts it, when it opens; refused changes are sent as well."""
    url = reverse("wagtailadmin_pages:edit", args=[thing.pk])
    if who.client.get(url).status_code != 200:
        return attempt(who, url, **{"body-count": "0", "slug": thing.slug} | data)
    return who.submits(url, expect=302, **{"body-count": "0"} | data)


# --- What they try ------------------------------------------------------------------------------


def make_a_page(who: Person) -> bool:
    url = reverse(
        "wagtailadmin_pages:add", args=["home", "contentpage", HomePage.objects.first().pk]
    )
    if who.client.get(url).status_code == 200:
        who.submits(url, **{"title": "New", "body-count": "0"})
    else:
        attempt(who, url, **{"title": "New", "slug": "new", "body-count": "0"})
    return ContentPage.objects.filter(title="New").exists()


def publish_a_page(who: Person) -> bool:
    draft = page("Draft", live=False)
    edit(who, draft, **{"action-publish": "1"})
    return ContentPage.objects.get(pk=draft.pk).live


def rewrite_a_page(who: Person) -> bool:
    thing = page()
    edit(who, thing, title="Rewritten", introduction="Rewritten")
    latest = ContentPage.objects.get(pk=thing.pk).get_latest_revision_as_object()
    assert (latest.title == "Rewritten") == (latest.introduction == "Rewritten")
    return latest.title == "Rewritten"


def publish_a_rewritten_page(who: Person) -> bool:
    thing = page()
    edit(who, thing, title="Rewritten", **{"action-publish": "1"})
    return ContentPage.objects.get(pk=thing.pk).title == "Rewritten"


def write_metadata(who: Person) -> bool:
    thing = page()
    edit(who, thing, seo_title="Found", search_description="Found")
    latest = ContentPage.objects.get(pk=thing.pk).get_latest_revision_as_object()
    return latest.seo_title == latest.search_description == "Found"


def publish_metadata(who: Person) -> bool:
    thing = page()
    edit(who, thing, seo_title="Found", **{"action-publish": "1"})
    return ContentPage.objects.get(pk=thing.pk).seo_title == "Found"


def publish_somebody_elses_draft_with_metadata(who: Person) -> bool:
    thing = page()
    thing.title = "Not reviewed"
    thing.save_revision()
    edit(who, thing, seo_title="Found", **{"action-publish": "1"})
    return ContentPage.objects.get(pk=thing.pk).title == "Not reviewed"


def publish_somebody_elses_schedule_with_metadata(who: Person) -> bool:
    thing = page()
    thing.expire_at = timezone.now() + timedelta(days=1)
    thing.save_revision()
    edit(who, thing, seo_title="Found", **{"action-publish": "1"})
    return ContentPage.objects.get(pk=thing.pk).expire_at is not None


def schedule_a_page(who: Person) -> bool:
    thing = page()
    soon = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    edit(who, thing, expire_at=soon, **{"action-publish": "1"})
    return ContentPage.objects.get(pk=thing.pk).expire_at is not None


def unpublish_a_page(who: Person) -> bool:
    thing = page()
    attempt(who, reverse("wagtailadmin_pages:unpublish", args=[thing.pk]))
    return not ContentPage.objects.get(pk=thing.pk).live


def delete_a_page(who: Person) -> bool:
    thing = page()
    attempt(who, reverse("wagtailadmin_pages:delete", args=[thing.pk]))
    return not ContentPage.objects.filter(pk=thing.pk).exists()


def delete_pages_in_bulk(who: Person) -> bool:
    thing = page()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    attempt(who, f"{url}?id={thing.pk}&next=/admin/")
    return not ContentPage.objects.filter(pk=thing.pk).exists()


def move_a_page(who: Person) -> bool:
    thing, to = page("One"), page("Two")
    attempt(who, reverse("wagtailadmin_pages:move_confirm", args=[thing.pk, to.pk]))
    return bool(ContentPage.objects.get(pk=thing.pk).get_parent().pk == to.pk)


def copy_a_page(who: Person) -> bool:
    thing = page()
    url = reverse("wagtailadmin_pages:copy", args=[thing.pk])
    parent = thing.get_parent().pk
    attempt(who, url, new_title="Copy", new_slug="copy", new_parent_page=parent)
    return ContentPage.objects.filter(slug="copy").exists()


def sort_pages(who: Person) -> bool:
    first, second = page("One"), page("Two")
    url = reverse("wagtailadmin_pages:set_page_position", args=[second.pk])
    attempt(who, f"{url}?position=0")
    first.refresh_from_db()
    second.refresh_from_db()
    return bool(second.path < first.path)


def make_a_page_private(who: Person) -> bool:
    thing = page()
    url = reverse("wagtailadmin_pages:set_privacy", args=[thing.pk])
    attempt(who, url, restriction_type="login", password="")
    return bool(thing.view_restrictions.exists())


def lock_a_page(who: Person) -> bool:
    thing = page()
    attempt(who, reverse("wagtailadmin_pages:lock", args=[thing.pk]))
    return ContentPage.objects.get(pk=thing.pk).locked


def submit_a_page_for_approval(who: Person) -> bool:
    thing = page()
    edit(who, thing, **{"action-submit": "1"})
    return ContentPage.objects.get(pk=thing.pk).workflow_in_progress


def approve_a_page(who: Person) -> bool:
    thing = page()
    thing.title = "To be approved"
    thing.save_revision()
    state = Workflow.objects.get().start(thing, User.objects.create_user("author"))
    url = reverse(
        "wagtailadmin_pages:workflow_action",
        args=[thing.pk, "approve", state.current_task_state.pk],
    )
    attempt(who, url)
    return ContentPage.objects.get(pk=thing.pk).title == "To be approved"


def write_a_menu_item(who: Person) -> bool:
    url = snippet_url(MenuItem, "add")
    attempt(who, url, label="New", route="/new/")
    return MenuItem.objects.filter(label="New", live=False).exists()


def publish_a_menu_item(who: Person) -> bool:
    attempt(
        who, snippet_url(MenuItem, "add"), label="New", route="/new/", **{"action-publish": "1"}
    )
    return MenuItem.objects.filter(label="New", live=True).exists()


def rewrite_every_kind_of_snippet(who: Person) -> bool:
    things = [
        (item(), {"label": "New", "route": "/"}),
        (Hero.objects.create(title="A", locale=english()), {"title": "New"}),
        (Partner.objects.create(name="A", locale=english()), {"name": "New"}),
        (
            FooterLink.objects.create(label="A", key="a", route="/", locale=english()),
            {"label": "New", "route": "/", "key": "a"},
        ),
    ]
    changed = []
    for thing, data in things:
        attempt(who, snippet_url(type(thing), "edit", thing.pk), **data)
        latest = type(thing).objects.get(pk=thing.pk).get_latest_revision_as_object()
        changed.append(str(latest) == "New")
    assert len(set(changed)) == 1, changed
    return changed[0]


def unpublish_a_menu_item(who: Person) -> bool:
    thing = item()
    attempt(who, snippet_url(MenuItem, "unpublish", thing.pk))
    return not MenuItem.objects.get(pk=thing.pk).live


def delete_a_menu_item(who: Person) -> bool:
    thing = item()
    attempt(who, snippet_url(MenuItem, "delete", thing.pk))
    return not MenuItem.objects.filter(pk=thing.pk).exists()


def reorder_menu_items(who: Person) -> bool:
    first, second = item("One"), item("Two")
    attempt(who, f"{snippet_url(MenuItem, 'reorder', second.pk)}?position=0")
    first.refresh_from_db()
    second.refresh_from_db()
    return second.order < first.order


def lock_a_menu_item(who: Person) -> bool:
    thing = item()
    attempt(who, snippet_url(MenuItem, "lock", thing.pk))
    return MenuItem.objects.get(pk=thing.pk).locked


def approve_a_menu_item(who: Person) -> bool:
    thing = item()
    thing.label = "To be approved"
    thing.save_revision()
    state = thing.get_workflow().start(thing, User.objects.create_user("author"))
    task = state.current_task_state.pk
    attempt(who, snippet_url(MenuItem, "workflow_action", thing.pk, "approve", task))
    return MenuItem.objects.get(pk=thing.pk).label == "To be approved"


def publish_website_metadata(who: Person) -> bool:
    thing = SiteMetadata.objects.create(site_name="ADMSC", locale=english())
    url = snippet_url(SiteMetadata, "edit", thing.pk)
    attempt(who, url, site_name="New", **{"action-publish": "1"})
    return SiteMetadata.objects.get().site_name == "New"


def submit_for_translation(who: Person) -> bool:
    thing = page()
    url = reverse("wagtail_localize:submit_page_translation", args=[thing.pk])
    attempt(who, url, locales=[arabic().pk])
    return ContentPage.objects.filter(locale=arabic()).exists()


def translate_text(who: Person) -> bool:
    _page, translation = translated_page()
    segment = StringSegment.objects.get(source=translation.source, context__path="title")
    url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    who.client.put(url, "value=نص", content_type="application/x-www-form-urlencoded")
    return StringTranslation.objects.filter(data="نص").exists()


def edit_metadata_of_a_translation(who: Person, **data: str) -> ContentPage:
    target, _translation = translated_page()
    url = reverse("wagtailadmin_pages:edit", args=[target.pk])
    if who.client.get(f"{url}?metadata").status_code == 200:
        who.submits(f"{url}?metadata", seo_title="وصف", title="Not for this form", **data)
    else:
        attempt(who, url, seo_title="وصف", **data)
    found = ContentPage.objects.get(pk=target.pk)
    assert found.get_latest_revision_as_object().title == "About"
    return found


def write_metadata_of_a_translation(who: Person) -> bool:
    draft = edit_metadata_of_a_translation(who).get_latest_revision_as_object()
    return bool(draft.seo_title == "وصف")


def publish_metadata_of_a_translation(who: Person) -> bool:
    return edit_metadata_of_a_translation(who, **{"action-publish": "1"}).seo_title == "وصف"


def publish_a_translation(who: Person) -> bool:
    target, translation = translated_page()
    segment = StringSegment.objects.get(source=translation.source, context__path="title")
    StringTranslation.objects.create(
        translation_of=segment.string, context=segment.context, locale=arabic(), data="من نحن"
    )
    attempt(who, reverse("wagtailadmin_pages:edit", args=[target.pk]), action="publish")
    return ContentPage.objects.get(pk=target.pk).title == "من نحن"


def stop_a_translation(who: Person) -> bool:
    _page, translation = translated_page()
    attempt(who, reverse("wagtail_localize:stop_translation", args=[translation.pk]))
    return not Translation.objects.get().enabled


def restart_a_translation(who: Person) -> bool:
    target, translation = translated_page()
    Translation.objects.filter(pk=translation.pk).update(enabled=False)
    url = reverse("wagtailadmin_pages:edit", args=[target.pk])
    attempt(who, url, **{"localize-restart-translation": "1"})
    return Translation.objects.get().enabled


def alias_of(thing: ContentPage) -> ContentPage:
    alias = thing.copy_for_translation(arabic(), copy_parents=True, alias=True)
    return ContentPage.objects.get(pk=alias.pk)


def cut_an_alias_off_from_its_source(who: Person) -> bool:
    alias = alias_of(page())
    attempt(who, reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))
    return ContentPage.objects.get(pk=alias.pk).alias_of_id is None


def cut_an_alias_off_by_the_admins_api(who: Person) -> bool:
    alias = alias_of(page())
    attempt(who, f"/admin/api/main/pages/{alias.pk}/action/convert_alias/")
    return ContentPage.objects.get(pk=alias.pk).alias_of_id is None


def bring_an_old_text_back_by_the_admins_api(who: Person) -> bool:
    thing = page("Old")
    old = thing.latest_revision_id
    thing.title = "New"
    thing.save_revision().publish()
    url = f"/admin/api/main/pages/{thing.pk}/action/revert_to_page_revision/"
    attempt(who, url, revision_id=old)
    latest = ContentPage.objects.get(pk=thing.pk).get_latest_revision_as_object()
    return bool(latest.title == "Old")


def replace_a_live_translation_by_an_alias(who: Person) -> bool:
    target, _translation = translated_page()
    attempt(who, reverse("wagtail_localize:convert_to_alias", args=[target.pk]))
    return ContentPage.objects.get(pk=target.pk).alias_of_id is not None


def make_a_draft_live_by_way_of_an_alias(who: Person) -> bool:
    target, _translation = translated_page()
    target.unpublish()
    attempt(who, reverse("wagtail_localize:convert_to_alias", args=[target.pk]))
    return ContentPage.objects.get(pk=target.pk).live


def upload_an_image(who: Person) -> bool:
    attempt(who, reverse("wagtailimages:add"), title="Uploaded", file=picture())
    return SiteImage.objects.filter(title="Uploaded").exists()


def choose_an_image(who: Person) -> bool:
    somebody_elses_image()
    response = who.client.get(reverse("wagtailimages_chooser:choose"))
    return response.status_code == 200 and "Theirs" in response.json()["html"]


def change_somebody_elses_image(who: Person) -> bool:
    thing = somebody_elses_image()
    attempt(who, reverse("wagtailimages:edit", args=[thing.pk]), title="Changed")
    return SiteImage.objects.get().title == "Changed"


def redirect_an_address(who: Person) -> bool:
    url = reverse("wagtailredirects:add")
    data = {"old_path": "/old", "redirect_link": "https://example.com/"}
    if who.client.get(url).status_code == 200:
        who.submits(url, **data)
    else:
        attempt(who, url, **data)
    return Redirect.objects.filter(old_path="/old").exists()


def manage_users(who: Person) -> bool:
    return who.client.get(reverse("wagtailusers_users:index")).status_code == 200


def manage_workflows(who: Person) -> bool:
    return who.client.get(reverse("wagtailadmin_workflows:index")).status_code == 200


def manage_languages(who: Person) -> bool:
    return who.client.get(reverse("wagtaillocales:index")).status_code == 200


def enter_the_admin(who: Person) -> bool:
    return who.client.get(reverse("wagtailadmin_home")).status_code == 200


# E: Editors, P: Publishers, S: SEO staff, A: administrators, N: an account without a group.
TABLE: list[tuple[Callable[[Person], bool], str]] = [
    (enter_the_admin, "EPSAN"),
    (make_a_page, "EPA"),
    (publish_a_page, "PA"),
    (rewrite_a_page, "EPA"),
    (publish_a_rewritten_page, "PA"),
    (write_metadata, "EPSA"),
    (publish_metadata, "PSA"),
    (publish_somebody_elses_draft_with_metadata, "PA"),
    (publish_somebody_elses_schedule_with_metadata, "PA"),
    (schedule_a_page, "PA"),
    (unpublish_a_page, "PA"),
    (delete_a_page, "PA"),
    (delete_pages_in_bulk, "PA"),
    (move_a_page, "PA"),
    (copy_a_page, "EPA"),
    (sort_pages, "PA"),
    (make_a_page_private, "PA"),
    (lock_a_page, "PA"),
    (submit_a_page_for_approval, "EPSA"),
    (approve_a_page, "PA"),
    (write_a_menu_item, "EPA"),
    (publish_a_menu_item, "PA"),
    (rewrite_every_kind_of_snippet, "EPA"),
    (unpublish_a_menu_item, "PA"),
    (delete_a_menu_item, "PA"),
    (reorder_menu_items, "PA"),
    (lock_a_menu_item, "PA"),
    (approve_a_menu_item, "PA"),
    (publish_website_metadata, "PSA"),
    (submit_for_translation, "EPA"),
    (translate_text, "EPA"),
    (write_metadata_of_a_translation, "EPSA"),
    (publish_metadata_of_a_translation, "PSA"),
    (publish_a_translation, "PA"),
    (stop_a_translation, "EPA"),
    (restart_a_translation, "EPA"),
    (cut_an_alias_off_from_its_source, "EPA"),
    (cut_an_alias_off_by_the_admins_api, "EPA"),
    (bring_an_old_text_back_by_the_admins_api, "EPA"),
    (replace_a_live_translation_by_an_alias, "PA"),
    (make_a_draft_live_by_way_of_an_alias, "PA"),
    (upload_an_image, "EPSA"),
    (choose_an_image, "EPSA"),
    (change_somebody_elses_image, "PA"),
    (redirect_an_address, "PA"),
    (manage_users, "A"),
    (manage_workflows, "A"),
    (manage_languages, "A"),
]


@pytest.mark.parametrize("role", list("EPSAN"))
@pytest.mark.parametrize(
    ("action", "allowed"), TABLE, ids=lambda one: getattr(one, "__name__", one)
)
def test_who_may_do_what(action: Callable[[Person], bool], allowed: str, role: str) -> None:
    assert action(person(role)) is (role in allowed)


def test_seo_staff_see_the_metadata_of_a_page_and_nothing_else() -> None:
    opened = person("S").opens(reverse("wagtailadmin_pages:edit", args=[page().pk]))
    html = opened.content.decode()
    for name in ("seo_title", "search_description", "is_indexable", "canonical_url", "slug"):
        assert f'name="{name}"' in html
    for name in ("title", "introduction", "body-count", "show_in_menus", "expire_at"):
        assert f'name="{name}"' not in html


def test_seo_staff_are_shown_the_metadata_of_a_translation_and_nothing_else() -> None:
    target, _translation = translated_page()
    url = reverse("wagtailadmin_pages:edit", args=[target.pk])
    html = person("S").opens(url).content.decode()
    assert 'name="seo_title"' in html
    for name in ("title", "introduction", "body-count", "slug", "expire_at"):
        assert f'name="{name}"' not in html


def test_seo_staff_are_not_offered_what_would_be_refused() -> None:
    thing = page()
    listing = reverse("wagtailadmin_explore", args=[thing.get_parent().pk])
    copy = reverse("wagtailadmin_pages:copy", args=[thing.pk])
    for role, offered in (("S", False), ("P", True)):
        who = person(role)
        html = who.opens(listing).content.decode()
        assert (f'href="{copy}' in html) is offered
        assert (f'href="{listing}?ordering=ord"' in html) is offered
        assert (who.client.get(copy).status_code == 200) is offered


def test_seo_staff_are_not_offered_to_make_a_page_follow_its_source() -> None:
    target, translation = translated_page()
    url = reverse("wagtailadmin_pages:edit", args=[target.pk])
    Translation.objects.filter(pk=translation.pk).update(enabled=False)
    for role, offered in (("S", False), ("E", True)):
        html = person(role).opens(url).content.decode()
        assert ('name="localize-restart-translation"' in html) is offered
        assert ('name="localize-convert-to-alias"' in html) is offered


def test_editors_come_to_the_texts_of_a_translation_and_find_the_way_to_its_metadata() -> None:
    target, _translation = translated_page()
    url = reverse("wagtailadmin_pages:edit", args=[target.pk])
    who = person("E")
    assert 'name="seo_title"' not in who.opens(url).content.decode()
    listed = who.opens(reverse("wagtailadmin_explore", args=[target.get_parent().pk]))
    assert f'href="{url}?metadata"' in listed.content.decode()
    html = who.opens(f"{url}?metadata").content.decode()
    assert 'name="seo_title"' in html
    assert 'name="introduction"' not in html


def test_wagtails_own_groups_and_approval_are_gone() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(GROUPS.values())
    assert [task.name for task in Task.objects.all()] == ["Editorial approval"]
    assert [workflow.name for workflow in Workflow.objects.all()] == ["Editorial approval"]


@pytest.mark.parametrize("model", [MenuItem, Hero, Partner, FooterLink, SiteMetadata])
def test_every_kind_of_snippet_asks_for_the_same_approval(model: Any) -> None:
    assert model.get_default_workflow().name == "Editorial approval"


def test_nobody_without_a_log_in_sees_the_admin(client: Any) -> None:
    for url in (reverse("wagtailadmin_home"), snippet_url(MenuItem, "list")):
        assert client.get(url).status_code == 302
