"""What people try with pages. Each function answers whether it came about."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Workflow

from home.models import ContentPage, HomePage
from tests.home.roles import attempt, edit, page
from tests.people import Person


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
