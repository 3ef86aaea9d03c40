"""Who may do what: the table, tried by real people with real log-ins and real forms.

Every action answers whether its effect took place, so a refusal is one only when nothing happened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Task, Workflow
from wagtail_localize.models import Translation

from home.models import SiteMetadata
from snippets.models import FooterLink, Hero, MenuItem, Partner
from tests.home.attempts_at_pages import (
    approve_a_page,
    copy_a_page,
    delete_a_page,
    delete_pages_in_bulk,
    lock_a_page,
    make_a_page,
    make_a_page_private,
    move_a_page,
    publish_a_page,
    publish_a_rewritten_page,
    publish_metadata,
    publish_somebody_elses_draft_with_metadata,
    publish_somebody_elses_schedule_with_metadata,
    rewrite_a_page,
    schedule_a_page,
    sort_pages,
    submit_a_page_for_approval,
    unpublish_a_page,
    write_metadata,
)
from tests.home.attempts_at_the_rest import (
    approve_a_menu_item,
    change_somebody_elses_image,
    choose_an_image,
    delete_a_menu_item,
    enter_the_admin,
    lock_a_menu_item,
    manage_languages,
    manage_users,
    manage_workflows,
    publish_a_menu_item,
    publish_website_metadata,
    redirect_an_address,
    reorder_menu_items,
    rewrite_every_kind_of_snippet,
    see_the_redirects,
    see_the_screen_translations,
    unpublish_a_menu_item,
    upload_an_image,
    write_a_menu_item,
)
from tests.home.attempts_at_translations import (
    bring_an_old_text_back_by_the_admins_api,
    cut_an_alias_off_by_the_admins_api,
    cut_an_alias_off_from_its_source,
    make_a_draft_live_by_way_of_an_alias,
    publish_a_translation,
    publish_metadata_of_a_translation,
    replace_a_live_translation_by_an_alias,
    restart_a_translation,
    stop_a_translation,
    submit_for_translation,
    translate_text,
    write_metadata_of_a_translation,
)
from tests.home.roles import GROUPS, page, person, translated_page
from tests.people import Person, snippet_url

pytestmark = pytest.mark.usefixtures("database")

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
    (redirect_an_address, "PSA"),
    (see_the_redirects, "PSA"),
    (see_the_screen_translations, "EPSA"),
    (manage_users, "A"),
    (manage_workflows, "A"),
    (manage_languages, "A"),
]


@pytest.mark.parametrize("role", list("EPSAN"))
@pytest.mark.parametrize(
    ("action", "allowed"), TABLE, ids=lambda value: getattr(value, "__name__", value)
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
    about = page()
    listing = reverse("wagtailadmin_explore", args=[about.get_parent().pk])
    copy = reverse("wagtailadmin_pages:copy", args=[about.pk])
    for role, offered in (("S", False), ("P", True)):
        some_person = person(role)
        html = some_person.opens(listing).content.decode()
        assert (f'href="{copy}' in html) is offered
        assert (f'href="{listing}?ordering=ord"' in html) is offered
        assert (some_person.client.get(copy).status_code == 200) is offered


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
    some_person = person("E")
    assert 'name="seo_title"' not in some_person.opens(url).content.decode()
    listed = some_person.opens(reverse("wagtailadmin_explore", args=[target.get_parent().pk]))
    assert f'href="{url}?metadata"' in listed.content.decode()
    html = some_person.opens(f"{url}?metadata").content.decode()
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
