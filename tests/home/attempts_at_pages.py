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


def make_a_page(person: Person) -> bool:
    url = reverse(
        "wagtailadmin_pages:add", args=["home", "contentpage", HomePage.objects.first().pk]
    )
    if person.client.get(url).status_code == 200:
        person.submits(url, **{"title": "New", "body-count": "0"})
    else:
        attempt(person, url, **{"title": "New", "slug": "new", "body-count": "0"})
    return ContentPage.objects.filter(title="New").exists()


def publish_a_page(person: Person) -> bool:
    draft = page("Draft", live=False)
    edit(person, draft, **{"action-publish": "1"})
    return ContentPage.objects.get(pk=draft.pk).live


def rewrite_a_page(person: Person) -> bool:
    about = page()
    edit(person, about, title="Rewritten", introduction="Rewritten")
    latest = ContentPage.objects.get(pk=about.pk).get_latest_revision_as_object()
    assert (latest.title == "Rewritten") == (latest.introduction == "Rewritten")
    return latest.title == "Rewritten"


def publish_a_rewritten_page(person: Person) -> bool:
    about = page()
    edit(person, about, title="Rewritten", **{"action-publish": "1"})
    return ContentPage.objects.get(pk=about.pk).title == "Rewritten"


def write_metadata(person: Person) -> bool:
    about = page()
    edit(person, about, seo_title="Found", search_description="Found")
    latest = ContentPage.objects.get(pk=about.pk).get_latest_revision_as_object()
    return latest.seo_title == latest.search_description == "Found"


def publish_metadata(person: Person) -> bool:
    about = page()
    edit(person, about, seo_title="Found", **{"action-publish": "1"})
    return ContentPage.objects.get(pk=about.pk).seo_title == "Found"


def publish_somebody_elses_draft_with_metadata(person: Person) -> bool:
    about = page()
    about.title = "Not reviewed"
    about.save_revision()
    edit(person, about, seo_title="Found", **{"action-publish": "1"})
    return ContentPage.objects.get(pk=about.pk).title == "Not reviewed"


def publish_somebody_elses_schedule_with_metadata(person: Person) -> bool:
    about = page()
    about.expire_at = timezone.now() + timedelta(days=1)
    about.save_revision()
    edit(person, about, seo_title="Found", **{"action-publish": "1"})
    return ContentPage.objects.get(pk=about.pk).expire_at is not None


def schedule_a_page(person: Person) -> bool:
    about = page()
    soon = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    edit(person, about, expire_at=soon, **{"action-publish": "1"})
    return ContentPage.objects.get(pk=about.pk).expire_at is not None


def unpublish_a_page(person: Person) -> bool:
    about = page()
    attempt(person, reverse("wagtailadmin_pages:unpublish", args=[about.pk]))
    return not ContentPage.objects.get(pk=about.pk).live


def delete_a_page(person: Person) -> bool:
    about = page()
    attempt(person, reverse("wagtailadmin_pages:delete", args=[about.pk]))
    return not ContentPage.objects.filter(pk=about.pk).exists()


def delete_pages_in_bulk(person: Person) -> bool:
    about = page()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    attempt(person, f"{url}?id={about.pk}&next=/admin/")
    return not ContentPage.objects.filter(pk=about.pk).exists()


def move_a_page(person: Person) -> bool:
    about, to = page("One"), page("Two")
    attempt(person, reverse("wagtailadmin_pages:move_confirm", args=[about.pk, to.pk]))
    return bool(ContentPage.objects.get(pk=about.pk).get_parent().pk == to.pk)


def copy_a_page(person: Person) -> bool:
    about = page()
    url = reverse("wagtailadmin_pages:copy", args=[about.pk])
    parent = about.get_parent().pk
    attempt(person, url, new_title="Copy", new_slug="copy", new_parent_page=parent)
    return ContentPage.objects.filter(slug="copy").exists()


def sort_pages(person: Person) -> bool:
    first, second = page("One"), page("Two")
    url = reverse("wagtailadmin_pages:set_page_position", args=[second.pk])
    attempt(person, f"{url}?position=0")
    first.refresh_from_db()
    second.refresh_from_db()
    return bool(second.path < first.path)


def make_a_page_private(person: Person) -> bool:
    about = page()
    url = reverse("wagtailadmin_pages:set_privacy", args=[about.pk])
    attempt(person, url, restriction_type="login", password="")
    return bool(about.view_restrictions.exists())


def lock_a_page(person: Person) -> bool:
    about = page()
    attempt(person, reverse("wagtailadmin_pages:lock", args=[about.pk]))
    return ContentPage.objects.get(pk=about.pk).locked


def submit_a_page_for_approval(person: Person) -> bool:
    about = page()
    edit(person, about, **{"action-submit": "1"})
    return ContentPage.objects.get(pk=about.pk).workflow_in_progress


def approve_a_page(person: Person) -> bool:
    about = page()
    about.title = "To be approved"
    about.save_revision()
    state = Workflow.objects.get().start(about, User.objects.create_user("author"))
    url = reverse(
        "wagtailadmin_pages:workflow_action",
        args=[about.pk, "approve", state.current_task_state.pk],
    )
    attempt(person, url)
    return ContentPage.objects.get(pk=about.pk).title == "To be approved"
