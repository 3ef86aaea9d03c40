"""What is done with a release: approving, publishing, undoing, taking things out, deleting it.

What would take longer than somebody waits is left to the worker, and the release's page shows how
far it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.log_actions import log as log_action

from cms.releases import going_live, rights
from cms.releases.going_live import ATTEMPTS, MOST_IN_A_REQUEST, ReleaseBusy, ReleaseRefused
from cms.releases.log_actions import REMOVED, named, thing_of
from cms.releases.members import Member, members_of
from cms.releases.models import Release, ReleaseMember
from cms.releases.problems import examine
from cms.releases.screens import ReleaseScreen, lines
from cms.releases.undo import returns, undo

# Seconds between two attempts.
PAUSE = 0.2
# Reasons that a message names; the page of the release names all.
MOST = 3


def reason_of(refused: ReleaseRefused) -> str:
    texts = {
        "state": _("Somebody did something with this release meanwhile. Nothing was changed."),
        "empty": _("There is nothing in this release yet."),
        "too_late": _("Its time has passed. Choose a later time, or none, or publish it now."),
        "conflicts": _("It has been changed since you looked. Look again at what comes back."),
    }
    return texts.get(str(refused)) or _("It cannot be done yet, and nothing was changed.")


def attempt(request: HttpRequest, act: Callable[[], None]) -> bool:
    """Does it, and says why when it was not done."""
    for number in range(ATTEMPTS):
        try:
            act()
            return True
        except ReleaseRefused as refused:
            messages.error(request, reason_of(refused))
            for member, problem in refused.problems[:MOST]:
                name = _title(request, member)
                messages.error(request, f"{name} {problem.text}")
            return False
        except ReleaseBusy:
            if number < ATTEMPTS - 1:
                time.sleep(PAUSE)
    messages.error(
        request,
        _(
            "Somebody saves one of these things at this moment, or another release goes live. "
            "Nothing was changed; try again."
        ),
    )
    return False


def _title(request: HttpRequest, member: Member) -> str:
    if not rights.may_read_the_title(request.user, member.kept, member.row):
        return _("Something that is not yours to see:")
    return f"{named(member.title)}:"


def _release(request: HttpRequest, pk: int, may: Callable[[Any], bool]) -> Release:
    if not may(request.user):
        raise PermissionDenied
    return get_object_or_404(Release, pk=pk)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    release, by = _release(request, pk, rights.may_publish_releases), rights.account_of(request)
    if attempt(request, lambda: going_live.approve(pk, by)):
        text = _("Approved. It goes live by itself at its time.")
        if release.go_live_at is None:
            text = _("Approved. It goes live when somebody presses “Publish now”.")
        messages.success(request, text)
    return redirect("releases:release", pk)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    _release(request, pk, rights.may_publish_releases)
    by = rights.account_of(request)
    if attempt(request, lambda: going_live.reopen(pk, by)):
        messages.success(request, _("The approval was taken back. The release can be changed."))
    return redirect("releases:release", pk)


@require_POST
def remove(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """The draft stays; it is in the release no more."""
    _release(request, pk, rights.may_prepare)
    with transaction.atomic():
        release = Release.objects.select_for_update().get(pk=pk)
        if not release.is_open:
            messages.error(request, _("It was approved meanwhile: take that back first."))
            return redirect("releases:release", pk)
        kept = ReleaseMember.objects.filter(release=release, pk=member).first()
        if kept is not None:
            kept.delete()
            data = {"number": 1, "things": [thing_of(kept)]}
            log_action(instance=release, action=REMOVED, user=request.user, data=data)
    return redirect("releases:release", pk)


class Delete(ReleaseScreen, TemplateView):
    """Of one that is being prepared. What was in it stays as it is."""

    template_name = "cms/admin/releases/delete.html"

    def may(self, user: rights.User) -> bool:
        return rights.may_delete(user)

    def get_page_title(self) -> str:
        return _("Delete")

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return super().get_context_data(**kwargs) | {"release": self.release}

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        with transaction.atomic():
            release = Release.objects.select_for_update().get(pk=self.release.pk)
            if not release.is_open:
                messages.error(
                    request,
                    _("A release that is approved or live is not deleted: take that back first."),
                )
                return redirect(self.its_address)
            log_action(instance=release, action="wagtail.delete", user=request.user)
            release.delete()
        messages.success(request, _("The release was deleted. Its drafts are still there."))
        return redirect("releases:index")


class PublishRelease(ReleaseScreen, TemplateView):
    """Asks once more, with what stands against it. Then publishes it, or asks the worker to."""

    template_name = "cms/admin/releases/publish.html"

    def may(self, user: rights.User) -> bool:
        return rights.may_publish_releases(user)

    def get_page_title(self) -> str:
        return _("Publish")

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        by = self.release.approved_by or rights.account_of(self.request)
        examined = examine(self.release, members_of(self.release), by)
        return super().get_context_data(**kwargs) | {
            "release": self.release,
            "number": len(examined),
            "can_be": self.release.state in (Release.State.PREPARING, Release.State.APPROVED),
            "lines": [
                line
                for line in lines(examined, self.request.user)
                if line.problems or line.warnings
            ],
            "has_problems": any(each.problems for each in examined),
        }

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        pk, user = self.release.pk, rights.account_of(request)
        number = self.release.members.count()
        if number > MOST_IN_A_REQUEST:
            attempt(request, lambda: going_live.ask(pk, user, Release.State.GOING_LIVE))
            return redirect(self.its_address)
        if attempt(request, lambda: going_live.go_live(pk, user)):
            text = ngettext(
                "“%(name)s” went live: %(number)s thing, all at once.",
                "“%(name)s” went live: %(number)s things, all at once.",
                number,
            )
            messages.success(
                request, text % {"name": f"\u2068{self.release}\u2069", "number": number}
            )
        return redirect(self.its_address)


class UndoRelease(ReleaseScreen, TemplateView):
    """Shows what comes back and what goes, and asks."""

    template_name = "cms/admin/releases/undo.html"

    def may(self, user: rights.User) -> bool:
        return rights.may_publish_releases(user)

    def get_page_title(self) -> str:
        return _("Undo")

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        came = returns(self.release, rights.account_of(self.request))
        told = [
            {
                "title": each.member.title
                if rights.may_read_the_title(self.request.user, each.member.kept, each.member.row)
                else "",
                "goes_offline": each.goes_offline,
                "conflicts": each.conflicts,
                "problems": each.problems,
            }
            for each in came
        ]
        return super().get_context_data(**kwargs) | {
            "release": self.release,
            "can_be": self.release.state == Release.State.LIVE,
            "returns": told,
            "has_conflicts": any(each.conflicts for each in came),
            "has_problems": any(each.problems for each in came),
        }

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        pk, user = self.release.pk, rights.account_of(request)
        has_read = bool(request.POST.get("in_spite_of_conflicts"))
        if self.release.members.count() > MOST_IN_A_REQUEST:
            if any(each.conflicts for each in returns(self.release, user)) and not has_read:
                messages.error(request, reason_of(ReleaseRefused("conflicts")))
                return redirect(request.path)
            attempt(request, lambda: going_live.ask(pk, user, Release.State.UNDOING))
            return redirect(self.its_address)
        if attempt(request, lambda: undo(pk, user, has_read)):
            messages.success(
                request,
                _("Undone: readers have what they had before. The drafts are in the release."),
            )
        return redirect(self.its_address)
