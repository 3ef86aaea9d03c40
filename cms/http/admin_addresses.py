"""Which requests are of the admin, Wagtail's or Django's."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse


def is_of_the_admin(request: HttpRequest) -> bool:
    return request.path.startswith((reverse("wagtailadmin_home"), reverse("admin:index")))
