"""Under Settings → Sites nobody takes the website away from all its readers."""

from __future__ import annotations

from django.urls import reverse
from wagtail.models import Site
from wagtail.users.models import UserProfile

from tests import content
from tests.people import Person


def delete(admin: Person, site: Site) -> str:
    """What the person reads after the attempt."""
    address = reverse("wagtailsites:delete", args=[site.pk])
    asked = admin.client.get(address, follow=True)
    done = admin.client.post(address, follow=True)
    return str(asked.content.decode() + done.content.decode())


def test_the_only_site_is_not_deleted(admin: Person) -> None:
    site = Site.objects.get()
    assert "is the only site" in delete(admin, site)
    UserProfile.objects.update_or_create(user=admin.user, defaults={"preferred_language": "ar"})
    assert "هو الموقع الوحيد" in delete(admin, site)
    assert Site.objects.get() == site


def test_of_several_the_default_one_is_not(admin: Person) -> None:
    site = Site.objects.get()
    other = Site.objects.create(hostname="shop.example", port=443, root_page=content.home())
    assert "Make another site the default first" in delete(admin, site)
    assert "deleted" in delete(admin, other)
    assert Site.objects.get() == site
