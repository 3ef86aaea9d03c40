"""Videos in pages: their websites are asked later, by a thread, never while somebody saves.

An address is saved as it is written. Which player it has, its website says (oEmbed); it may be
slow, away, or refuse because the video is private. Until it has answered, readers get the address,
and the editor has a warning beside the block. A website that does not answer is asked again, less
and less often, as long as a page was saved with the address in the last 90 days.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.embeds.blocks import EmbedBlock
from wagtail.embeds.embeds import get_embed, get_embed_hash
from wagtail.embeds.exceptions import EmbedException
from wagtail.embeds.models import Embed

from home.models.video_lookup import VideoLookup
from home.stream_leaves import leaves, streams_of
from home.video_addresses import has_player

log = logging.getLogger(__name__)

UNASKED, AWAY, REFUSED = "", "away", "refused"
#: What a lookup's `problem` means to an editor.
PROBLEMS: dict[str, str | Promise] = {
    UNASKED: _("The website of the video is being asked. Until it answers readers get a link."),
    AWAY: _(
        "The website of the video does not answer. It is asked again by itself; until then readers "
        "get a link."
    ),
    REFUSED: _(
        "The website of the video does not show it: the video may be private or deleted. Readers "
        "get a link. Make it public there, or write another address."
    ),
}
#: After how long it is asked again; the last one counts from then on.
PAUSES = tuple(timedelta(seconds=each) for each in (10, 60, 600, 3600, 86400))
KEPT = timedelta(days=90)
AT_ONCE = 10
_REFUSALS = (400, 401, 403, 404, 410)


def addresses_in(page: Model) -> set[str]:
    return {
        value
        for stream in streams_of(page)
        for block, value in leaves(stream)
        if isinstance(block, EmbedBlock) and isinstance(value, str) and value
    }


def ask_for_videos_of(page: Model) -> None:
    """Notes the addresses of the page of which nothing is known; the thread asks soon."""
    addresses = {url for url in addresses_in(page) if has_player(url)}
    if not addresses:
        return
    hashes = {get_embed_hash(url): url for url in addresses}
    known = Embed.objects.filter(hash__in=hashes).values_list("hash", flat=True)
    unknown = set(hashes) - set(known)
    now = timezone.now()
    VideoLookup.objects.bulk_create(
        [VideoLookup(url=hashes[each], next_at=now) for each in sorted(unknown)],
        ignore_conflicts=True,
    )
    VideoLookup.objects.filter(url__in=[hashes[each] for each in unknown]).update(added_at=now)


def problems_of(addresses: Iterable[str]) -> dict[str, str]:
    """Address -> what an editor is told of it, for those that were not found yet."""
    lookups = VideoLookup.objects.filter(url__in=list(addresses))
    return {each.url: str(PROBLEMS[each.problem]) for each in lookups}


def look_up(now: datetime) -> int:
    """Asks for the addresses that are due, at most `AT_ONCE`; answers for how many it asked.

    An answer takes ten seconds at most (wagtail.embeds). What is found raises the version.
    """
    VideoLookup.objects.filter(added_at__lt=now - KEPT).delete()
    due = list(VideoLookup.objects.filter(next_at__lte=now).order_by("next_at")[:AT_ONCE])
    for lookup in due:
        problem = _ask(lookup.url)
        if problem is None:
            lookup.delete()
            continue
        pause = PAUSES[min(lookup.attempts, len(PAUSES) - 1)]
        VideoLookup.objects.filter(pk=lookup.pk).update(
            attempts=lookup.attempts + 1, problem=problem, next_at=now + pause
        )
    return len(due)


def _ask(url: str) -> str | None:
    """Why there is no embed of this address, None when there is one now."""
    try:
        get_embed(url)
    except EmbedException as error:
        answer = getattr(error.__cause__, "response", None)
        log.info("No video at %s: %s", url, error)
        return REFUSED if getattr(answer, "status_code", 0) in _REFUSALS else AWAY
    # What an answer that is no oEmbed raises where Wagtail reads it.
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        log.warning("The answer about the video %s cannot be read: %r", url, error)
        return AWAY
    return None
