"""A form that nobody has changed yet can be sent: nothing in it is wrong from the start."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.users.models import UserProfile

from home.demo.accounts import ACCOUNTS, make_accounts
from home.models import ContentPage
from tests import content
from tests.people import Person

pytestmark = pytest.mark.usefixtures("database")


def test_a_copied_page_opens_with_a_free_address(admin: Person) -> None:
    page = content.page("Regatta", "regatta")
    copy = reverse("wagtailadmin_pages:copy", args=[page.pk])
    admin.submits(copy)
    admin.submits(copy)
    slugs = ContentPage.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["regatta", "regatta-1", "regatta-2"]


@pytest.mark.parametrize("name", ACCOUNTS)
def test_the_demos_people_can_change_their_language(name: str, settings: Any) -> None:
    settings.ADMIN_PASSWORD = "a long enough password"
    # As an earlier version made it: without a last name.
    get_user_model().objects.create_user(name, f"{name}@admsc.example", first_name=name)
    make_accounts(reset=True)
    somebody = Person(name)
    somebody.submits(reverse("wagtailadmin_account"), **{"locale-preferred_language": "ar"})
    assert UserProfile.objects.get(user__username=name).preferred_language == "ar"
