"""The receipt: the message at the top of the next page after an editor published something.

It says what PostgreSQL's clock and the history say: the change is live, since when and in which
languages; or it is not live yet, and why. Saving a draft gives no receipt.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.localization import get_localized_response

from cms.editorial import labels
from cms.editorial.reach import MOST, Reach, reach_of
from cms.publishing.middleware import Outcome
from cms.publishing.models import Publication, Rollback
from cms.publishing.publish import Receipt
from cms.publishing.stores.redis import StoreUnavailable, store
from snippets.schedules import ENDED

TRIES, PAUSE = 10, 0.03  # seconds
SCHEDULED = "wagtail.publish.schedule"
# What a reviewer did: Wagtail says "updated" to either.
_REVIEWED = {
    "wagtail.workflow.approve": gettext_lazy(
        "You approved “%(title)s”. Whoever submitted it is told when all have approved."
    ),
    "wagtail.workflow.reject": gettext_lazy(
        "You asked for changes to “%(title)s”. Whoever submitted it is told, with what you wrote."
    ),
}


class Receipts:
    """Middleware, outside of PublishAtTheEnd: gives the editor the receipt of what it did."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        outcome: Outcome | None = getattr(request, "outcome", None)
        if outcome is not None and _is_form_of_the_admin(request, response):
            get_localized_response(_say, request, outcome)
        return response


def _is_form_of_the_admin(request: HttpRequest, response: HttpResponse) -> bool:
    """A form that leads to another page, where messages show: no autosave, no dialog, no API."""
    return (
        response.status_code == 302
        and request.path.startswith(reverse("wagtailadmin_home"))
        and request.headers.get("X-Requested-With") != "XMLHttpRequest"
    )


def _say(request: HttpRequest, outcome: Outcome) -> None:
    if outcome.raised:
        _say_whether_live(request, outcome)
    for entry, _number in outcome.change_log.entries:
        if entry["action"] == ENDED:
            text = _("Not live: the end of “%(title)s” has passed. Set another end and publish it.")
            messages.warning(request, text % {"title": entry["title"]})
        elif entry["action"] in _REVIEWED:
            reviewed = _REVIEWED[entry["action"]]
            messages.success(request, reviewed % {"title": f"\u2068{entry['title']}\u2069"})
    for when in _scheduled(outcome):
        local = timezone.localtime(when)
        text = _("Not live yet: readers see it from %(date)s, %(time)s (%(zone)s) on.")
        messages.info(
            request,
            text
            % {
                "date": date_format(local),
                "time": date_format(local, "TIME_FORMAT"),
                "zone": timezone.get_current_timezone_name(),
            },
        )


def _say_whether_live(request: HttpRequest, outcome: Outcome) -> None:
    more = [messages.button(reverse("published:index"), _("Published"))]
    receipt, mine = outcome.receipt, outcome.raised[-1]
    if outcome.follows:
        text = _("Saved. It touches much, so readers see it in a moment: “Published” shows when.")
        messages.info(request, text, more)
        return
    if receipt is None or receipt.version < mine.version:
        text = _(
            "Saved, but not live yet: readers keep what they had. It is tried again until it "
            "succeeds. The reason: %(reason)s"
        )
        messages.error(request, text % {"reason": outcome.trouble or _("unknown")}, more)
        return
    try:
        rollback, seen = Rollback.objects.first(), _publication_of(mine.version)
    except DatabaseError:
        rollback = seen = None
    if rollback is not None and not getattr(request, "goes_back", False):
        text = _("Saved, but not live: readers get version %(version)s until that is undone.")
        messages.warning(request, text % {"version": rollback.kept_id}, more)
        return
    if not _is_in_redis(mine.version):
        text = _(
            "Live on this server, version %(version)s, but not everywhere yet: Redis does not "
            "answer. The rest follows by itself when it does."
        )
        messages.warning(request, text % {"version": receipt.version}, more)
        return
    reach = reach_of(outcome, seen)
    if rollback is None and not reach.is_read:
        _say_that_nobody_reads_it(request, reach)
        return
    text = " ".join([_live(receipt, seen, mine.changed_at), *_where(reach)])
    if rollback is not None:
        again = _("Readers get version %(version)s again.") % {"version": rollback.kept_id}
        text = f"{again} {text}"
    messages.success(request, text, more)


def _say_that_nobody_reads_it(request: HttpRequest, reach: Reach) -> None:
    """Of a draft that was deleted there is nothing to say."""
    if reach.published:
        text = _(
            "Published, but readers get nothing of it: it is private, has no address on the "
            "website, or leads to a page that readers do not get."
        )
        messages.warning(request, text)


def _where(reach: Reach) -> list[str]:
    shown = [f"\u2066{path}\u2069" for path in reach.paths[:MOST]]
    return [_("Readers find it at %(paths)s.") % {"paths": _(", ").join(shown)}] if shown else []


def _publication_of(version: int) -> Publication | None:
    """The line of the history in which this version became live.

    Another process may have published it and be about to write that line.
    """
    later = Publication.objects.filter(version__gte=version).order_by("version")
    for _try in range(TRIES):
        if (seen := later.first()) is not None:
            return seen
        time.sleep(PAUSE)
    return None


def _is_in_redis(version: int) -> bool:
    try:
        return store().highest_version() >= version
    except StoreUnavailable:
        return False


def _live(receipt: Receipt, seen: Publication | None, changed_at: datetime) -> str:
    if seen is None:
        return _("Live, version %(version)s.") % {"version": receipt.version}
    figures: dict[str, object] = {
        "time": labels.duration((seen.published_at - changed_at).total_seconds()),
        "version": seen.version,
        "languages": labels.languages(labels.languages_of(seen.changed)),
    }
    if figures["languages"]:
        return _("Live in %(time)s, version %(version)s, in %(languages)s.") % figures
    return _("Live in %(time)s, version %(version)s.") % figures


def _scheduled(outcome: Outcome) -> list[datetime]:
    moments = []
    for entry, _number in outcome.change_log.entries:
        if entry["action"] == SCHEDULED:
            when = entry["data"]["revision"]["go_live_at"]
            moments.append(parse_datetime(when) if isinstance(when, str) else when)
    return [moment for moment in moments if moment]
