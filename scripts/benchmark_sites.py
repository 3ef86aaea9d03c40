"""Large websites: `grow(10_000)` makes a website that large, in both languages.

A section and five pages under it are the templates. They are made as editors make them: with
revisions, and with an Arabic that wagtail-localize made. Copies of them are made by SQL
(scripts/benchmark_copies.py), 250 pages under each section. A copy says what its template says, but
for its number, which is in the title, the slug and the address.

The primary keys are as editors get them. In every second section a page's Arabic was made right
after it; in the others all English pages of the section come first, then the Arabic ones.

Nothing here is part of the CMS. The tests (tests/publishing/test_growth.py) make the same websites.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection, transaction
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms.publishing.middleware import publish_now
from cms.search.index import catch_up
from home.localization import state_index
from home.models import ContentPage, HomePage
from scripts.benchmark_copies import copy_templates
from snippets.models import SiteImage

#: Pages under each section, in each language.
PER_SECTION = 250
SOURCE, TARGET = "en", "ar"
SECTION = "section"
# A template's slug, and whether it has a picture for social media.
PAGES = {"boats": True, "harbours": False, "races": True, "courses": False, "weather": False}
TEXT = "Wind and tide decide when the boats of the club leave the harbour, and who comes back first"
ARABIC_TEXT = "الريح والمد يقرران متى تغادر قوارب النادي المرفأ ومن يعود أولا"


def grow(pages: int) -> None:
    """Adds pages until the website has so many, its home pages among them, or one more, because
    pages come in two languages. Publishes them.

    The database user must be a superuser: no trigger fires and no foreign key is checked meanwhile.
    """
    if Page.objects.filter(depth__gt=1).count() < pages:
        keys = [_make(slug) for slug in (SECTION, *PAGES)]
        while catch_up():  # the templates' texts for searches are copied, too
            pass
        lacking = pages - Page.objects.filter(depth__gt=1).count()
        if lacking > 0:
            with transaction.atomic():
                copy_templates(keys, pairs=-(-lacking // 2), per_section=PER_SECTION)
        while state_index.catch_up(1000):
            pass
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("SELECT raise_content_version()")
    publish_now()


def _make(slug: str) -> UUID:
    """Makes a template in both languages, unless it is there; answers its translation key."""
    key = uuid5(NAMESPACE_URL, f"benchmark/{slug}")
    if not Page.objects.filter(translation_key=key).exists():
        with transaction.atomic():
            _translate(_make_source(slug, key))
    return key


def _make_source(slug: str, key: UUID) -> ContentPage:
    parent = HomePage.objects.get(locale__language_code=SOURCE)
    if slug != SECTION:
        parent = parent.get_children().get(slug=SECTION)
    pictures = list(SiteImage.objects.order_by("pk")[:3])
    page = ContentPage(
        title=slug.title(),
        slug=slug,
        locale=parent.locale,
        translation_key=key,
        live=False,
        introduction=f"{TEXT}.",
        search_description=f"{slug.title()}: {TEXT}."[:155],
        social_image=pictures[0] if pictures and PAGES.get(slug) else None,
        body=list(_blocks(slug, parent, pictures)),
    )
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _blocks(slug: str, parent: Page, pictures: list[SiteImage]) -> Iterator[tuple[str, object]]:
    yield "heading", {"text": f"About {slug}", "level": "h2"}
    for number in range(1, 4):
        yield "paragraph", f"<p>{TEXT}, day {number} of the {slug}.</p>"
    if PAGES.get(slug):
        yield "paragraph", f'<p><a linktype="page" id="{parent.pk}">All of them</a></p>'
        for picture in pictures:
            yield "image", {"image": picture, "caption": picture.title}


def _translate(page: ContentPage) -> None:
    """Publishes the page in the other language; each of its texts is translated."""
    locale = Locale.objects.get(language_code=TARGET)
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=locale)
    for segment in source.stringsegment_set.select_related("string", "context"):
        text = f"{ARABIC_TEXT} {page.slug} {segment.order}"
        if segment.context.path == "title":
            text = f"صفحة {page.slug}"
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            data=f'<a id="a1">{text}</a>' if "<a " in segment.string.data else text,
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        )
    translation.save_target(publish=True)
