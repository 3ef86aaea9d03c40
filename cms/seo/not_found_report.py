"""The report "Addresses not found": what visitors asked for, and where each may lead.

Beside each address is the best guess, which one click makes a redirect; "Elsewhere" opens the form
of redirects with the address in it. What leads somewhere is off the list.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.views.reports import ReportView
from wagtail.contrib.redirects.models import Redirect
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import policy_registry

from cms.seo.not_found import NotFoundAddress
from cms.seo.not_found_guesses import Guesses
from home.redirect_form import CheckedRedirectForm


def may_lead(user: AbstractUser | AnonymousUser) -> bool:
    return bool(policy_registry.get_by_type(Redirect).user_has_permission(user, "add"))


class AddressColumn(Column):
    cell_template_name = "cms/admin/not_found_address.html"


class GuessColumn(Column):
    cell_template_name = "cms/admin/not_found_guess.html"


class NotFoundReport(ReportView):
    model = NotFoundAddress
    page_title = gettext_lazy("Addresses not found")
    header_icon = "redirect"
    index_url_name = "not_found"
    index_results_url_name = "not_found_results"
    any_permission_required = ("add",)
    default_ordering = ("-hits", "-last_seen", "pk")
    is_searchable = True
    search_fields = ("path",)
    paginate_by = 20
    columns = (
        AddressColumn("path", label=gettext_lazy("Address"), width="35%", sort_key="path"),
        Column("hits", label=gettext_lazy("Times"), sort_key="hits"),
        DateColumn("first_seen", label=gettext_lazy("First time"), sort_key="first_seen"),
        DateColumn("last_seen", label=gettext_lazy("Last time"), sort_key="last_seen"),
        GuessColumn("guess", label=gettext_lazy("Lead it to"), width="35%"),
    )
    export_filename = "not-found"
    list_export = ("path", "hits", "first_seen", "last_seen")

    @cached_property
    def permission_policy(self) -> BasePermissionPolicy:
        return policy_registry.get_by_type(Redirect)

    def get_base_queryset(self) -> QuerySet[NotFoundAddress]:
        return NotFoundAddress.objects.all()

    def decorate_paginated_queryset(
        self, object_list: Iterable[NotFoundAddress]
    ) -> Iterable[NotFoundAddress]:
        if not self.is_export:
            guesses = Guesses()
            for address in object_list:
                address.guess = guesses.best(address.path)  # type: ignore[attr-defined]
        return object_list


class Lead(generic.CreateView):
    """The form of a redirect, with the address and the best guess in it."""

    model = Redirect
    form_class = CheckedRedirectForm
    header_icon = "redirect"
    page_title = gettext_lazy("Lead an address that is not found")
    index_url_name = "not_found"
    edit_url_name = "wagtailredirects:edit"

    @cached_property
    def permission_policy(self) -> BasePermissionPolicy:
        return policy_registry.get_by_type(Redirect)

    @cached_property
    def address(self) -> NotFoundAddress:
        return get_object_or_404(NotFoundAddress, pk=self.kwargs["pk"])

    def get_add_url(self) -> str:
        return reverse("not_found_lead", args=[self.address.pk])

    def get_initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_initial()
        if self.request.method == "POST":
            return initial
        guess = Guesses().best(self.address.path)
        return initial | {
            "old_path": self.address.path,
            "redirect_page": guess.pk if guess else None,
            "is_permanent": True,
        }

    def get_success_message(self, instance: Redirect) -> str:
        page = instance.redirect_page
        if page is None and not instance.redirect_link:
            return _("“%(address)s” is gone for good.") % {"address": instance.old_path}
        where = page.get_admin_display_title() if page is not None else instance.redirect_link
        return _("“%(address)s” leads to “%(where)s”.") % {
            "address": instance.old_path,
            "where": where,
        }


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes an address off the list, until somebody asks for it again."""
    if not may_lead(request.user):
        return redirect("wagtailadmin_home")
    for address in NotFoundAddress.objects.filter(pk=pk):
        address.delete()
        text = _("“%(address)s” is off the list until somebody asks for it again.")
        messages.success(request, text % {"address": address.path})
    return redirect("not_found")


class NotFoundItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_lead(request.user)


def report_item() -> MenuItem:
    """Hook register_reports_menu_item."""
    return NotFoundItem(
        NotFoundReport.page_title,
        reverse("not_found"),
        name="not-found",
        icon_name=NotFoundReport.header_icon,
        order=850,
    )


def urls_of_the_report() -> list[URLPattern]:
    """Hook register_admin_urls."""
    results = NotFoundReport.as_view(results_only=True)
    return [
        path("reports/not-found/", NotFoundReport.as_view(), name="not_found"),
        path("reports/not-found/results/", results, name="not_found_results"),
        path("reports/not-found/<int:pk>/lead/", Lead.as_view(), name="not_found_lead"),
        path("reports/not-found/<int:pk>/forget/", forget, name="not_found_forget"),
    ]
