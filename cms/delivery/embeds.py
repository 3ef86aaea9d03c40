"""Embedded videos and posts: what other websites' HTML becomes before it is in an answer.

The HTML comes from the provider (oEmbed) and is shown inside the website, so nothing of it is
trusted: no script, no style, no handler; a frame only from a host of `FRAMES`, over https, with a
title for screen readers, loaded when it is scrolled to.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import nh3
from wagtail.embeds.models import Embed as StoredEmbed

from cms.delivery.shapes import Embed
from snippets.routes import leads_safely, shown_route

# Hosts whose players may be framed. Another provider's embed keeps its title, link and thumbnail.
FRAMES = frozenset(
    {
        "embed.ted.com",
        "geo.dailymotion.com",
        "open.spotify.com",
        "player.vimeo.com",
        "w.soundcloud.com",
        "www.dailymotion.com",
        "www.facebook.com",
        "www.instagram.com",
        "www.youtube-nocookie.com",
        "www.youtube.com",
    }
)

_TAGS = {"iframe", "blockquote", "p", "a", "br", "em", "strong"}
_OF_FRAMES = {"loading": "lazy", "referrerpolicy": "strict-origin-when-cross-origin"}
_ATTRIBUTES = {
    "iframe": {"src", "width", "height", "allow", "allowfullscreen", "title", *_OF_FRAMES},
    "a": {"href"},
}
_WITHOUT_ADDRESS = re.compile(r"<iframe(?![^>]*\ssrc=)[^>]*></iframe>")


def embed(url: str, stored: StoredEmbed | None) -> Embed | None:
    """`{url, title, provider, html, thumbnail, width, height}`; None without an address.

    `stored` is what Wagtail keeps of the address, None while there is nothing: then `html` is
    empty, and the address is all that a frontend has.
    """
    if not _is_web_address(url):
        return None
    if stored is None:
        return {
            "url": url,
            "title": "",
            "provider": "",
            "html": "",
            "thumbnail": "",
            "width": None,
            "height": None,
        }
    return {
        "url": url,
        "title": stored.title,
        "provider": stored.provider_name,
        "html": safe_html(stored.html, stored.title or stored.provider_name),
        "thumbnail": stored.thumbnail_url if _is_web_address(stored.thumbnail_url or "") else "",
        "width": stored.width,
        "height": stored.height,
    }


def safe_html(html: str, title: str) -> str:
    # One at a time: nh3 writes what it sets in an order of chance, and a document that is built
    # twice would differ from itself.
    for name, value in {"title": title, **_OF_FRAMES}.items():
        html = nh3.clean(
            html,
            tags=_TAGS,
            clean_content_tags={"script", "style"},
            attributes=_ATTRIBUTES,
            attribute_filter=_allowed,
            set_tag_attribute_values={"iframe": {name: value}},
            url_schemes={"https", "http"},
        )
    return _WITHOUT_ADDRESS.sub("", html).strip()


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    if tag == "iframe" and attribute == "src":
        try:
            parts = urlsplit(value)
        except ValueError:
            return None
        return value if parts.scheme == "https" and parts.netloc in FRAMES else None
    if attribute == "href":
        return shown_route(value)
    return value


def _is_web_address(url: str) -> bool:
    return leads_safely(url) and url[0] not in "/?#"
