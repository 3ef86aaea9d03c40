"""The site whose pages readers get is not deleted under Settings → Sites."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Site
from wagtail.sites.views import DeleteView, SiteViewSet


def reason_to_stay(site: Site) -> str:
    """Why readers need this one, with the way out; "" where they do not."""
    if not Site.objects.exclude(pk=site.pk).exists():
        return _(
            "“%(site)s” is the only site: without it readers would get no page at any address. "
            "Change its host or its root page instead, or add another site first."
        ) % {"site": site}
    if site.is_default_site:
        return _(
            "“%(site)s” is the default site, which readers get at every address that no other site "
            "has. Make another site the default first."
        ) % {"site": site}
    return ""


class DeleteSite(DeleteView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self._refusal() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self._refusal() or super().post(request, *args, **kwargs)

    def _refusal(self) -> HttpResponseBase | None:
        if not (reason := reason_to_stay(self.object)):
            return None
        messages.error(self.request, reason)
        return redirect("wagtailsites:edit", self.object.pk)


class Sites(SiteViewSet):
    delete_view_class = DeleteSite


def view_that_deletes() -> list[URLPattern]:
    """At the address of Wagtail's own, which it comes before."""
    view = Sites("wagtailsites", url_prefix="sites").delete_view
    return [path("sites/delete/<str:pk>/", view)]
