"""A release seen before it is live: in "What changes", and as the website as it will be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page, Revision

from cms.delivery.content import read_content
from cms.editorial import labels
from cms.editorial.differences import json_differences, sentences
from cms.editorial.simulation import (
    CannotSimulate,
    Drafted,
    simulate_together,
    write_draft,
)
from cms.engines.dry_run import Busy
from cms.previews.draft import Preview, as_document_after, show_to_its_editors
from cms.previews.tokens import PreviewRefused
from cms.previews.views import show_document
from cms.publishing.models import Rollback
from cms.releases import rights
from cms.releases.members import Member, members_of
from cms.releases.models import Release

if TYPE_CHECKING:
    from cms.releases.screens import MemberLine


@dataclass(frozen=True)
class PreviewPlace:
    """Where the website can be looked at: a member, or the home page of a language."""

    what: str
    label: str


def places_to_preview(lines: list[MemberLine]) -> list[PreviewPlace]:
    """The home pages first."""
    content = read_content()
    places = [
        PreviewPlace(
            language.code,
            _("Home page, %(language)s") % {"language": labels.language(language.code)},
        )
        for language in content.languages
    ]
    return places + [
        PreviewPlace(str(line.member.kept.pk), line.title)
        for line in lines
        if line.title and line.member.row is not None
    ]


def drafts_of(members: list[Member]) -> list[Drafted]:
    """What is to be written of each, in the order in which they go live."""
    return [
        Drafted(member.row, member.kept.revision)
        for member in members
        if member.row is not None and getattr(member.row, "alias_of_id", None) is None
    ]


def _look(request: HttpRequest, pk: int) -> tuple[Release, list[Member]]:
    """Raises PermissionDenied unless the user may read every draft in it."""
    if not rights.may_see(request.user):
        raise PermissionDenied
    release = get_object_or_404(Release, pk=pk)
    members = members_of(release)
    if not all(rights.may_look_into(request.user, member.row) for member in members):
        raise PermissionDenied
    return release, members


class WhatChangesTogether(WagtailAdminTemplateMixin, TemplateView):
    """What readers would see differently if the whole release went live now."""

    template_name = "cms/admin/what_changes.html"
    page_title = gettext_lazy("What changes")
    header_icon = "view"

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        super().setup(request, *args, **kwargs)
        self.release, self.members = _look(request, int(str(kwargs["pk"])))

    def get_page_subtitle(self) -> str:
        return self.release.name

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("releases:index"), "label": _("Releases")},
            {"url": self.its_address, "label": self.release.name},
            {"url": "", "label": self.page_title, "sublabel": self.release.name},
        ]

    @property
    def its_address(self) -> str:
        return reverse("releases:release", args=[self.release.pk])

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        result: dict[str, Any] = {
            "sentences": [],
            "differences": [],
            "trouble": "",
            "is_busy": False,
            "looked_at": None,
        }
        try:
            simulated = simulate_together(drafts_of(self.members))
        except CannotSimulate as error:
            result["trouble"] = str(error)
        except Busy:
            result["is_busy"] = True
        else:
            result["sentences"] = sentences(simulated)
            result["differences"] = json_differences(simulated)
            result["looked_at"] = simulated.looked_at
        codes = [code for sentence in result["sentences"] for code in sentence.languages]
        is_approved = self.release.state == Release.State.APPROVED
        return super().get_context_data(**kwargs) | {
            **result,
            "languages": labels.languages(codes),
            "back_url": self.its_address,
            "rollback": Rollback.objects.first(),
            "go_live_at": self.release.go_live_at if is_approved else None,
        }


@require_safe
def preview(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """The website as it will be: with the release, and with what goes live before it. `what` is the
    code of a language, for its home page, or the key of a member."""
    release, members = _look(request, pk)
    shown = _shown(members, what)
    before = _before(release, request.user)

    def make(_instance: object) -> Preview:
        def write() -> Any:
            for draft in [*before, *drafts_of(members)]:
                write_draft(draft, named=True)
            row = type(shown)._base_manager.get(pk=shown.pk)
            if isinstance(row, Page):
                show_to_its_editors(row)
            return row

        try:
            return as_document_after(write, shown)
        except CannotSimulate as error:
            raise PreviewRefused(
                _("The release cannot be shown as it is: %(reason)s") % {"reason": error}
            ) from error

    return show_document(shown, request, make)


def _shown(members: list[Member], what: str) -> Any:
    """Raises Http404."""
    for member in members:
        if str(member.kept.pk) == what and member.row is not None:
            return member.row
    content = read_content()
    for language in content.languages:
        home = content.home(language) if language.code == what else None
        if home is not None:
            return type(home)._base_manager.get(pk=home.pk)
    raise Http404


def _before(release: Release, user: rights.User) -> list[Drafted]:
    """What is live by then, of what the user may see before: other releases that are approved, and
    schedules."""
    if release.go_live_at is None:
        return []
    earlier = Release.objects.filter(
        state=Release.State.APPROVED, go_live_at__lte=release.go_live_at
    ).exclude(pk=release.pk)
    alone = Revision.objects.filter(
        ~Q(approved_go_live_at=None), approved_go_live_at__lte=release.go_live_at
    )
    coming: list[tuple[Any, list[Drafted]]] = [
        (revision.approved_go_live_at, [Drafted(revision.content_object, revision)])
        for revision in alone
        if revision.content_object is not None
    ]
    coming += [(other.go_live_at, drafts_of(members_of(other))) for other in earlier]
    coming.sort(key=lambda each: each[0])
    return [
        draft
        for _when, drafts in coming
        for draft in drafts
        if rights.may_look_into(user, draft.instance)
    ]
