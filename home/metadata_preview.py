"""What the SEO tab needs to show a page as others will show it, while somebody types.

The browser gets facts and words once, with the form (home/static/home/search-preview.js). It asks
the server for nothing but the picture, cropped. Two queries for the facts, one more for somebody
who may not explore all pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from typing_extensions import TypedDict
from wagtail.images import get_image_model
from wagtail.images.models import Filter, SourceImageIOError
from wagtail.models import Page, Site
from wagtail.permissions import policy_registry

from home.effective_metadata import SiteDefaults
from home.localization.permissions import metadata_url
from home.models import SiteMetadata
from home.seo import SOCIAL_CROP
from home.site_defaults import defaults_by_language, defaults_in
from home.text_width import DESCRIPTION, TITLE, WidthFacts, facts_for_the_browser
from snippets.languages import code_of, names_of
from snippets.visibility import explorable_pages

#: The fields that a language fills in for itself, and the name, which a title falls back to.
TEXTS = ("title", "seo_title", "search_description", "social_title", "social_description")


class OtherLanguage(TypedDict):
    """What stands in the fields of the page in another language, and what they fall back to."""

    name: str
    lang: str
    dir: str
    address: str
    texts: dict[str, str]
    defaults: dict[str, object]


class PreviewFacts(TypedDict):
    lang: str
    dir: str
    title: str
    slug: str
    defaults: dict[str, object]
    host: str
    path: str
    has_slug: bool
    picture: str
    others: list[OtherLanguage]
    width: WidthFacts
    limits: dict[str, dict[str, int]]
    words: dict[str, str]


def preview_facts(page: Page, form: BaseForm | None, user: AbstractUser) -> PreviewFacts:
    """Of a page in its form; a new page has no address yet but that of its parent."""
    parent = getattr(form, "parent_page", None)
    code = code_of(page) or settings.LANGUAGE_CODE
    defaults = defaults_by_language()
    return {
        "lang": code,
        "dir": direction(code),
        "title": page.title,
        "slug": page.slug,
        "defaults": asdict(defaults_in(defaults, code)),
        "host": (settings.FRONTEND_URL or "").partition("://")[2],
        "path": _path_above(page, parent),
        "has_slug": not _is_home(page),
        "picture": reverse("social_picture", args=[0]),
        "others": list(_others(page, user, defaults)),
        "width": facts_for_the_browser(),
        "limits": {"title": asdict(TITLE), "description": asdict(DESCRIPTION)},
        "words": _words(),
    }


def social_picture(request: HttpRequest, image_id: int) -> HttpResponse:
    """The picture as a card shows it, cropped around its focal point, made for this answer alone.
    For whoever may choose it, and everybody may see the website's own."""
    model = get_image_model()
    image = get_object_or_404(model, pk=image_id)
    policy = policy_registry.get_by_type(model)
    may_choose = policy.user_has_permission_for_instance(request.user, "choose", image)
    if not may_choose and not SiteMetadata.objects.filter(social_image=image).exists():
        raise PermissionDenied
    answer = HttpResponse(content_type="image/jpeg", headers={"Cache-Control": "private"})
    try:
        Filter(spec=SOCIAL_CROP).run(image, answer)
    except (SourceImageIOError, OSError) as error:  # its file is gone or damaged
        raise Http404 from error
    return answer


def direction(code: str) -> str:
    return "rtl" if get_language_info(code)["bidi"] else "ltr"


def _path_above(page: Page, parent: Page | None) -> str:
    """The path in which the slug of the page is the last part; of a home page, its own."""
    url_path = page.url_path or (f"{parent.url_path}-/" if parent is not None else "")
    for root in Site.get_site_root_paths():
        if url_path.startswith(root.root_path):
            rest = url_path.removeprefix(root.root_path).strip("/")
            above = rest.rpartition("/")[0]
            return f"/{root.language_code}/{above}/" if above else f"/{root.language_code}/"
    return "/"


def _is_home(page: Page) -> bool:
    return any(page.url_path == root.root_path for root in Site.get_site_root_paths())


def _others(
    page: Page, user: AbstractUser, defaults: dict[str, SiteDefaults]
) -> Iterator[OtherLanguage]:
    """The page in other languages, as its latest draft says, for whoever may see it in the
    explorer."""
    if page.pk is None:
        return
    rows = (
        type(page)
        ._default_manager.filter(translation_key=page.translation_key)
        .exclude(pk=page.pk)
        .annotate(draft=F("latest_revision__content"))
        .select_related("locale")
        .order_by("locale_id", "pk")
    )
    if not user.is_superuser:
        rows = rows.filter(pk__in=explorable_pages(user).order_by().values("pk"))
    for row in rows:
        code = row.locale.language_code
        written = row.draft or {}
        yield {
            "name": names_of([code]),
            "lang": code,
            "dir": direction(code),
            "address": metadata_url(row),
            "texts": {name: str(written.get(name, getattr(row, name)) or "") for name in TEXTS},
            "defaults": asdict(defaults_in(defaults, code)),
        }


def words_of_the_meter() -> dict[str, str]:
    """For home/static/home/width_meter.js."""
    return {
        "of": _("{width} of {most} pixels"),
        "wide": _("Wider than {most} pixels: search engines will probably cut it."),
        "note": _("Wider than {note} pixels: on phones the end may be cut."),
    }


def _words() -> dict[str, str]:
    return words_of_the_meter() | {
        "ownTitle": _("Empty, so readers get the title of the page with the end of every title:"),
        "ownName": _("Empty, so readers get the title of the page:"),
        "websites": _("Empty, so readers get the description of the website:"),
        "none": _(
            "Empty, and the website has none either: search engines choose words of the page."
        ),
        "searchTitle": _("Empty, so readers get the title for search engines:"),
        "searchDescription": _("Empty, so readers get the description for search engines:"),
        "websitesPicture": _("Empty, so readers get the picture of the website."),
        "noPicture": _("No picture: the link is shared as a line of text."),
        "inherited": _("(inherited)"),
        "nothing": _("(nothing)"),
    }
