"""The inbox: what a person was told, and the bell with the number of what they have not read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.notifications import things
from cms.notifications.kinds import sentence
from cms.notifications.models import Notification

A_PAGE = 30
# The bell counts so far: more is "99+".
MOST = 99


@dataclass(frozen=True)
class InboxLine:
    told: Notification
    sentence: str
    text: str


def of(request: HttpRequest) -> QuerySet[Notification]:
    return Notification.objects.filter(recipient_id=request.user.pk)


def unread(request: HttpRequest) -> int:
    """Up to `MOST` + 1; one query."""
    return int(of(request).filter(read_at=None).order_by()[: MOST + 1].count())


@method_decorator(never_cache, name="dispatch")
class Inbox(WagtailAdminTemplateMixin, TemplateView):
    """`?show=unread` leaves out what was read."""

    template_name = "cms/admin/inbox.html"
    page_title = gettext_lazy("Inbox")
    header_icon = "mail"

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        here = {"url": "", "label": self.get_page_title()}
        return [*super().get_breadcrumbs_items(), here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        only_unread = self.request.GET.get("show") == "unread"
        rows = of(self.request).select_related("actor")
        if only_unread:
            rows = rows.filter(read_at=None)
        shown = Paginator(rows, A_PAGE).get_page(self.request.GET.get("p"))
        lines = _lines(self.request.user, list(shown.object_list))
        return {
            **super().get_context_data(**kwargs),
            "lines": lines,
            "shown": shown,
            "only_unread": only_unread,
            "unread": unread(self.request),
        }


def _lines(user: Any, rows: list[Notification]) -> list[InboxLine]:
    """What the user may not see any more is said without its title."""
    visible = things.visible(user, rows)
    hidden = _("About something that you may not see any more, or that is gone.")
    return [
        InboxLine(row, sentence(row), row.text) if row.pk in visible else InboxLine(row, hidden, "")
        for row in rows
    ]


@never_cache
def open_it(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks it read and leads to the thing."""
    told = get_object_or_404(of(request), pk=pk)
    Notification.objects.filter(pk=told.pk, read_at=None).update(read_at=timezone.now())
    row = things.row_of(told)
    user = request.user
    to = ""
    if row is not None and isinstance(user, User) and things.visible(user, [told]):
        to = things.address(user, row)
    if to:
        return redirect(to)
    messages.warning(request, _("It is gone, or you may not edit it."))
    return redirect("inbox:index")


@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Read, or unread again (`unread=1`)."""
    told = get_object_or_404(of(request), pk=pk)
    told.read_at = None if request.POST.get("unread") else timezone.now()
    told.save(update_fields=["read_at"])
    return redirect("inbox:index")


@require_POST
def mark_all(request: HttpRequest) -> HttpResponse:
    number = of(request).filter(read_at=None).update(read_at=timezone.now())
    text = ngettext("%(number)s is read now.", "%(number)s are read now.", number)
    messages.success(request, text % {"number": number})
    return redirect("inbox:index")


def urls() -> list[URLPattern | URLResolver]:
    of_the_inbox = [
        path("", Inbox.as_view(), name="index"),
        path("read/", mark_all, name="mark_all"),
        path("<int:pk>/", open_it, name="open"),
        path("<int:pk>/read/", mark, name="mark"),
    ]
    return [path("inbox/", include((of_the_inbox, "inbox")))]


class Bell(MenuItem):
    """Its label says how many are unread, to everybody: also to who hears the menu read out."""

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        number = unread(request)
        label = str(self.label)
        if number:
            shown = f"{MOST}+" if number > MOST else number
            label = _("Inbox (%(number)s)") % {"number": f"\u2068{shown}\u2069"}
        classname = "cms-bell--news" if number else ""
        return LinkMenuItem(self.name, label, self.url, self.icon_name, classname)


def menu_item() -> Bell:
    return Bell(
        gettext_lazy("Inbox"), reverse("inbox:index"), name="inbox", icon_name="cms-bell", order=50
    )


def icons(names: list[str]) -> list[str]:
    """Hook register_icons."""
    return [*names, "cms/admin/icons/cms-bell.svg"]


class MailIsNotSetUp(Component):
    """Told to those who could set it up."""

    name = "mail_is_not_set_up"
    template_name = "cms/admin/home_mail.html"
    order = 90

    def get_context_data(self, parent_context: Any = None) -> Mapping[str, object]:
        user = parent_context["request"].user
        return {"is_told": user.is_superuser and not settings.SENDS_MAIL}


def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(MailIsNotSetUp())
