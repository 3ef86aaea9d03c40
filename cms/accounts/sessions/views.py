"""Account → Sessions: where one is logged in, and the end of it."""

from __future__ import annotations

from typing import Any, cast

from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.accounts.sessions.devices import device_of
from cms.accounts.sessions.ending import ENDED, end_sessions
from cms.audit.record import record


class OwnSessions(WagtailAdminTemplateMixin, TemplateView):
    template_name = "cms/admin/sessions.html"
    page_title = gettext_lazy("Sessions")
    header_icon = "user"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        account = {"url": reverse("wagtailadmin_account"), "label": _("Account")}
        return [*self.breadcrumbs_items, account, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        rows = [
            {
                "session": session,
                "device": device_of(session.user_agent),
                "is_this": session.session_key == self.request.session.session_key,
            }
            for session in UserSession.objects.purge_and_list(self.request.user)
        ]
        rows.sort(key=lambda row: row["session"].last_seen_at, reverse=True)
        return {**super().get_context_data(**kwargs), "rows": rows}

    def post(self, request: HttpRequest) -> HttpResponse:
        """`end`: the number of one session, "others" or "all"."""
        user, end = cast("User", request.user), request.POST.get("end", "")
        if end in ("all", "others"):
            end_sessions(user, but=request.session.session_key if end == "others" else None)
            if end == "all":
                logout(request)
                return redirect("wagtailadmin_login")
            messages.success(request, _("You are logged out everywhere else."))
            return redirect("sessions")
        number = int(end) if end.isascii() and end.isdigit() and len(end) < 19 else None
        session = UserSession.objects.filter(user=user, pk=number).first()
        if session is None:
            messages.warning(request, _("This session has ended already."))
        else:
            session.end()
            record(ENDED, target=user, data={"sessions": 1})
            messages.success(request, _("The session is ended."))
        return redirect("sessions")


def urls() -> list[URLPattern]:
    return [path("account/sessions/", OwnSessions.as_view(), name="sessions")]
