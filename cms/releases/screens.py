"""The screens of releases: what is to come, one release with all that is known of it, its form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.utils import get_latest_str
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log as log_action
from wagtail.models import ModelLogEntry

from cms.editorial import home, labels
from cms.releases import progress, rights
from cms.releases.log_actions import CREATED, EDITED, titles_told
from cms.releases.members import Member, members_of
from cms.releases.models import Release
from cms.releases.previewing import places_to_preview
from cms.releases.problems import Examined, MemberProblem, examine
from snippets.languages import code_of, listed, names_of_locales

SHOWN = 30
# Schedules of pages and snippets among what is to come.
MOST_SCHEDULES = 100


class ReleaseScreen(WagtailAdminTemplateMixin):
    """Above a view of one release. Who may see releases may open it, if `may` lets them."""

    request: HttpRequest
    header_icon = "calendar-check"

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        super().setup(request, *args, **kwargs)
        if not self.may(request.user):
            raise PermissionDenied
        releases = Release.objects.select_related("created_by", "approved_by", "undone_by")
        self.release = get_object_or_404(releases, pk=kwargs["pk"])

    def may(self, user: rights.User) -> bool:
        return rights.may_see(user)

    @property
    def its_address(self) -> str:
        return reverse("releases:release", args=[self.release.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("releases:index"), "label": _("Releases")},
            {"url": self.its_address, "label": self.release.name},
            *({"url": "", "label": each} for each in self.here()),
        ]

    def here(self) -> list[str]:
        """What this screen is called, below the page of the release."""
        return [str(self.get_page_title())]


# --- What is to come ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Coming:
    """Something with a time: a release, or a page or snippet with a schedule of its own."""

    when: datetime
    title: str
    url: str
    kind: str
    what: str
    release: Release | None = None

    @property
    def is_in_doubt(self) -> bool:
        """Nobody approved it yet: it would not go live."""
        return self.release is not None and self.release.state == Release.State.PREPARING

    @property
    def is_late(self) -> bool:
        return self.when < timezone.now()


@dataclass(frozen=True)
class Day:
    date: date
    coming: list[Coming]


def to_come(user: Any) -> list[Day]:
    """Day by day in the admin's time zone, the releases first among what comes at one time."""
    finder = AdminURLFinder(user)
    dated = Release.objects.exclude(go_live_at=None).filter(
        state__in=(Release.State.PREPARING, Release.State.APPROVED, Release.State.GOING_LIVE)
    )
    coming = [
        Coming(
            release.go_live_at,
            release.name,
            reverse("releases:release", args=[release.pk]),
            _("Release"),
            _("goes live"),
            release,
        )
        for release in dated
        if release.go_live_at is not None
    ]
    alone = (
        (_("goes live"), home.scheduled(user, MOST_SCHEDULES)),
        (_("goes away"), home.expiring(user, MOST_SCHEDULES)),
    )
    for what, rows in alone:
        for row, when in rows:
            if when is not None:
                kind = f"{row._meta.verbose_name} · {labels.language(code_of(row))}"
                coming.append(
                    Coming(when, get_latest_str(row), finder.get_edit_url(row) or "", kind, what)
                )
    coming.sort(key=lambda each: (each.when, each.release is None))
    days = groupby(coming, key=lambda each: timezone.localtime(each.when).date())
    return [Day(day, list(of_day)) for day, of_day in days]


class Releases(WagtailAdminTemplateMixin, TemplateView):
    template_name = "cms/admin/releases/index.html"
    page_title = gettext_lazy("Releases")
    header_icon = "calendar-check"

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        super().setup(request, *args, **kwargs)
        if not rights.may_see(request.user):
            raise PermissionDenied

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        of_state = Release.objects.all()
        is_done = (Release.State.LIVE, Release.State.UNDOING)
        return super().get_context_data(**kwargs) | {
            "days": to_come(self.request.user),
            "undated": of_state.filter(go_live_at=None).exclude(state__in=is_done),
            "live": of_state.filter(state__in=is_done).order_by("-live_at")[:SHOWN],
            "may_begin": rights.may_begin(self.request.user),
            "zone": timezone.get_current_timezone_name(),
        }


# --- One release -------------------------------------------------------------------------------


@dataclass(frozen=True)
class MemberLine:
    """A member as the page of the release lists it. `title` is "" for who may not see it."""

    member: Member
    title: str
    url: str
    kind: str
    language: str
    problems: list[MemberProblem]
    warnings: list[MemberProblem]

    @property
    def is_new(self) -> bool:
        return self.member.row is not None and not self.member.row.live


def lines(examined: list[Examined], user: Any) -> list[MemberLine]:
    finder, languages = AdminURLFinder(user), names_of_locales()
    told = []
    for each in examined:
        row = each.member.row
        is_told = rights.may_read_the_title(user, each.member.kept, row)
        told.append(
            MemberLine(
                each.member,
                each.member.title if is_told else "",
                (finder.get_edit_url(row) or "") if row is not None and is_told else "",
                str(row._meta.verbose_name) if row is not None else "",
                languages.get(row.locale_id, "") if row is not None else "",
                each.problems,
                each.warnings if is_told else [],
            )
        )
    return told


@dataclass(frozen=True)
class HistoryEntry:
    entry: ModelLogEntry
    titles: str


def history_of(release: Release, user: rights.User) -> list[HistoryEntry]:
    """The newest first, with the titles that the user may read."""
    entries = ModelLogEntry.objects.for_instance(release).select_related("user")
    newest = entries.order_by("-timestamp", "-pk")[:SHOWN]
    return [HistoryEntry(entry, listed(titles_told(entry, user))) for entry in newest]


class OneRelease(ReleaseScreen, TemplateView):
    template_name = "cms/admin/releases/release.html"

    def get_page_title(self) -> str:
        return self.release.name

    def here(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        release, user = self.release, rights.account_of(self.request)
        may_publish = rights.may_publish_releases(user)
        by = release.approved_by or (user if may_publish else None)
        is_done = release.state in (Release.State.LIVE, Release.State.UNDOING)
        members = members_of(release)
        examined = (
            [Examined(member, [], []) for member in members]
            if is_done
            else examine(release, members, by)
        )
        members_lines = lines(examined, user)
        return super().get_context_data(**kwargs) | {
            "release": release,
            "lines": members_lines,
            "number": len(members),
            "problems": sum(len(each.problems) for each in examined),
            "failures": [
                {"title": self._told(kept, members_lines), "text": MemberProblem.of_json(kept).text}
                for kept in release.failure
            ],
            "is_late": bool(
                release.is_open and release.go_live_at and release.go_live_at < timezone.now()
            ),
            "zone": timezone.get_current_timezone_name(),
            "may_prepare": rights.may_prepare(user) and release.is_open,
            "may_publish": may_publish,
            "may_delete": rights.may_delete(user) and release.is_open,
            "places": places_to_preview(members_lines) if members and not is_done else [],
            "history": history_of(release, user),
        }

    @staticmethod
    def _told(kept: dict[str, object], members_lines: list[MemberLine]) -> str:
        """The title of what failed, unless it is a member that is not the reader's to see."""
        for line in members_lines:
            if line.member.kept.pk == kept["member"]:
                return line.title and str(kept["title"])
        return str(kept["title"])


@require_safe
def progress_of(request: HttpRequest, pk: int) -> HttpResponse:
    """`{"state", "done", "of"}`; the last two are 0 while the worker has not begun."""
    if not rights.may_see(request.user):
        raise PermissionDenied
    release = get_object_or_404(Release, pk=pk)
    done, of = progress.of(pk) or (0, 0)
    return JsonResponse({"state": release.state, "done": done, "of": of})


# --- Its form ----------------------------------------------------------------------------------


class ReleaseForm(WagtailAdminModelForm):
    class Meta:
        model = Release
        fields = ["name", "go_live_at", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3, "dir": "auto"})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        zone = _("In the time zone %(zone)s.") % {"zone": timezone.get_current_timezone_name()}
        without = _("Without a time it goes live when somebody presses “Publish now”.")
        self.fields["go_live_at"].help_text = f"{zone} {without}"
        self.fields["name"].widget.attrs["dir"] = "auto"

    def clean_go_live_at(self) -> datetime | None:
        when: datetime | None = self.cleaned_data["go_live_at"]
        if when is not None and when <= timezone.now():
            raise forms.ValidationError(
                _("That time has passed: choose a later one, or none."), "too_late"
            )
        return when


class Begin(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    template_name = "cms/admin/releases/form.html"
    form_class = ReleaseForm
    page_title = gettext_lazy("New release")
    header_icon = "calendar-check"

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        super().setup(request, *args, **kwargs)
        if not rights.may_begin(request.user):
            raise PermissionDenied

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        releases = {"url": reverse("releases:index"), "label": _("Releases")}
        return [*super().get_breadcrumbs_items(), releases, {"url": "", "label": self.page_title}]

    def form_valid(self, form: ReleaseForm) -> HttpResponse:
        release: Release = form.save(commit=False)
        release.created_by = rights.account_of(self.request)
        with transaction.atomic():
            release.save()
            log_action(instance=release, action=CREATED, user=self.request.user)
        return redirect("releases:release", release.pk)


class EditRelease(ReleaseScreen, FormView):  # type: ignore[type-arg]
    template_name = "cms/admin/releases/form.html"
    form_class = ReleaseForm
    page_title = gettext_lazy("Edit")

    def may(self, user: rights.User) -> bool:
        return rights.may_prepare(user)

    def get_form_kwargs(self) -> dict[str, object]:
        return super().get_form_kwargs() | {"instance": self.release}

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return super().get_context_data(**kwargs) | {"release": self.release}

    def form_valid(self, form: ReleaseForm) -> HttpResponse:
        with transaction.atomic():
            now = Release.objects.select_for_update().get(pk=self.release.pk)
            if not now.is_open:
                messages.error(self.request, _("It was approved meanwhile: take that back first."))
                return redirect(self.its_address)
            for name in form.changed_data:
                setattr(now, name, form.cleaned_data[name])
            if form.changed_data:
                now.save(update_fields=form.changed_data)
                log_action(instance=now, action=EDITED, user=self.request.user)
        return redirect(self.its_address)
