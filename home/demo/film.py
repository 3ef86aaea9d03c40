"""The film of the demo's first page, and what its website says of it."""

from __future__ import annotations

from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed

FILM = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"


def remember_film() -> None:
    """What the film's website would answer, so that nobody has to ask it."""
    video = FILM.rpartition("=")[2]
    Embed.objects.get_or_create(
        hash=get_embed_hash(FILM),
        defaults={
            "url": FILM,
            "type": "video",
            "title": "Big Buck Bunny",
            "author_name": "Blender",
            "provider_name": "YouTube",
            "width": 480,
            "height": 270,
            "html": (
                '<iframe width="480" height="270" title="Big Buck Bunny" allowfullscreen'
                f' src="https://www.youtube-nocookie.com/embed/{video}"></iframe>'
            ),
        },
    )
