"""What an editor publishes in the admin, the very next reader sees.

Each case is one thing that people do to content through real forms. The change is in the API and in
Redis, byte for byte the same, in every language, under a higher version.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from snippets.models import MenuItem
from tests import content
from tests.people import Person, Reader, snippet_url
from tests.publishing.reaching_readers import (
    Case,
    alt_of_hero,
    assert_redis_says_the_same,
    hero_with_image,
)


def _delete_page(admin: Person, page: Page) -> None:
    admin.submits(reverse("wagtailadmin_pages:delete", args=[page.pk]))


def _unpublish_page(admin: Person, page: Page) -> None:
    admin.submits(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))


def _page_and_its_child() -> tuple[Page, Page, Page]:
    about = content.page()
    return about, content.page("Team", "team", parent=about), content.page("Club", "club")


def _move_page(admin: Person, pages: tuple[Page, Page, Page]) -> None:
    about, _team, club = pages
    url = reverse("wagtailadmin_pages:move_confirm", args=[about.pk, club.pk])
    admin.submits(url)


def _make_private(admin: Person, page: Page) -> None:
    url = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
    admin.client.post(url, {"restriction_type": "login", "password": ""})
    assert PageViewRestriction.objects.filter(page=page).exists()


def _private_page() -> Page:
    page = content.page()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    return page


def _make_public(admin: Person, page: Page) -> None:
    url = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
    admin.client.post(url, {"restriction_type": "none"})


def _three_items() -> list[MenuItem]:
    return [content.menu_item(label) for label in ("One", "Two", "Three")]


def _drag_last_to_first(admin: Person, items: list[MenuItem]) -> None:
    url = snippet_url(MenuItem, "reorder", items[-1].pk) + "?position=0"
    assert admin.client.post(url).status_code == 200


def _draft_of_menu_item() -> MenuItem:
    return content.snippet(MenuItem, live=False, label="About", route="/about/")


def _link_to_a_draft_page() -> Page:
    """A draft whose translation is live, and the Arabic home page that links to the draft."""
    draft = content.page(live=False)
    content.arabic(draft, title="من نحن")
    home = content.home("ar")
    home.body = [("paragraph", f'<p><a linktype="page" id="{draft.pk}">من نحن</a></p>')]
    home.save_revision().publish()
    return draft


def _link_in_arabic(reader: Reader) -> str | None:
    text = str(reader.website_data("ar")["home_page"]["body"])
    match = re.search(r'href="([^"]+)"', text)
    return match and match[1]


def _change_alt_text(admin: Person, picture: Any) -> None:
    url = reverse("wagtailimages:edit", args=[picture.pk])
    admin.submits(url, alt_text_en="Two boats", alt_text_ar="قاربان")


def _translated_draft() -> Translation:
    """An English page, submitted for translation, with its Arabic title typed but not published."""
    page = content.page()
    source, _made = TranslationSource.get_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=content.locale("ar"))
    translation.save_target(publish=False)
    return translation


def _publish_translation(admin: Person, translation: Translation) -> None:
    source = translation.source
    for segment in source.stringsegment_set.all():
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=translation.target_locale,
            context=segment.context,
            data="من نحن",
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        )
    target = translation.get_target_instance()
    url = reverse("wagtailadmin_pages:edit", args=[target.pk])
    response = admin.client.post(url, {"action": "publish"})
    assert response.status_code == 302, response.content[:500]


CASES = [
    # Pages, in the admin
    Case(
        "a page is edited and published",
        content.page,
        lambda admin, page: admin.edits_page(page, title="Who we are", seo_title="Who we are"),
        lambda reader: reader.titles("en"),
        before=["Home", "About"],
        after=["Home", "Who we are"],
    ),
    Case(
        "a page's address changes",
        content.page,
        lambda admin, page: admin.edits_page(page, slug="who-we-are"),
        lambda reader: reader.paths("en"),
        before=["/en/", "/en/about/"],
        after=["/en/", "/en/who-we-are/"],
    ),
    Case(
        "a page is unpublished",
        content.page,
        _unpublish_page,
        lambda reader: reader.paths("en"),
        before=["/en/", "/en/about/"],
        after=["/en/"],
    ),
    Case(
        "a page is deleted",
        content.page,
        _delete_page,
        lambda reader: reader.paths("en"),
        before=["/en/", "/en/about/"],
        after=["/en/"],
    ),
    Case(
        "a page is moved with what is under it",
        _page_and_its_child,
        _move_page,
        lambda reader: reader.paths("en"),
        before=["/en/", "/en/about/", "/en/about/team/", "/en/club/"],
        after=["/en/", "/en/club/", "/en/club/about/", "/en/club/about/team/"],
    ),
    Case(
        "a page is made private",
        content.page,
        _make_private,
        lambda reader: reader.paths("en"),
        before=["/en/", "/en/about/"],
        after=["/en/"],
    ),
    Case(
        "a private page is made public",
        _private_page,
        _make_public,
        lambda reader: reader.paths("en"),
        before=["/en/"],
        after=["/en/", "/en/about/"],
    ),
    Case(
        "a page that the menu leads to is unpublished",
        lambda: content.menu_item(page=content.page()).page.specific,
        _unpublish_page,
        lambda reader: reader.menu("en"),
        before=["About"],
        after=[],
    ),
    Case(
        "a translation is published through wagtail-localize",
        _translated_draft,
        _publish_translation,
        lambda reader: reader.titles("ar"),
        before=["الرئيسية"],
        after=["الرئيسية", "من نحن"],
    ),
    # Snippets, in the admin
    Case(
        "a menu item is created and published",
        lambda: None,
        lambda admin, _: admin.adds_snippet(
            MenuItem, label="Events", route="/events/", locale=content.locale("en").pk
        ),
        lambda reader: reader.menu("en"),
        before=[],
        after=["Events"],
    ),
    Case(
        "a menu item is edited and published",
        content.menu_item,
        lambda admin, item: admin.edits_snippet(item, label="Who we are"),
        lambda reader: reader.menu("en"),
        before=["About"],
        after=["Who we are"],
    ),
    Case(
        "a draft of a menu item is published",
        lambda: content.snippet(MenuItem, live=False, label="Events", route="/events/"),
        lambda admin, item: admin.edits_snippet(item),
        lambda reader: reader.menu("en"),
        before=[],
        after=["Events"],
    ),
    Case(
        "a menu item is unpublished",
        content.menu_item,
        lambda admin, item: admin.submits(snippet_url(MenuItem, "unpublish", item.pk)),
        lambda reader: reader.menu("en"),
        before=["About"],
        after=[],
    ),
    Case(
        "a menu item is deleted",
        content.menu_item,
        lambda admin, item: admin.submits(snippet_url(MenuItem, "delete", item.pk)),
        lambda reader: reader.menu("en"),
        before=["About"],
        after=[],
    ),
    Case(
        "a draft is deleted that stood before its translation",
        lambda: content.arabic(_draft_of_menu_item(), label="من نحن").source(),
        lambda admin, item: admin.submits(snippet_url(MenuItem, "delete", item.pk)),
        lambda reader: reader.menu("en"),
        before=[],
        after=["من نحن"],
    ),
    Case(
        "a draft page is deleted whose translation a text leads to",
        _link_to_a_draft_page,
        lambda admin, page: admin.submits(f"/admin/pages/{page.pk}/delete/"),
        _link_in_arabic,
        before="/ar/about/",
        after=None,
    ),
    Case(
        "a menu item is dragged to the first place",
        _three_items,
        _drag_last_to_first,
        lambda reader: reader.menu("en"),
        before=["One", "Two", "Three"],
        after=["Three", "One", "Two"],
    ),
    Case(
        "a hero is edited and published",
        content.hero,
        lambda admin, hero: admin.edits_snippet(hero, title="Row with us"),
        lambda reader: [hero["title"] for hero in reader.website_data("en")["heroes"]],
        before=["Sail with us"],
        after=["Row with us"],
    ),
    Case(
        "a partner is edited and published",
        content.partner,
        lambda admin, partner: admin.edits_snippet(partner, name="Red Water"),
        lambda reader: [partner["name"] for partner in reader.data("/api/partners/?locale=ar")],
        before=["Blue Water"],
        after=["Red Water"],
    ),
    Case(
        "a footer link's address changes in both languages",
        lambda: content.arabic(content.footer_link(), label="الخصوصية").source(),
        lambda admin, link: admin.edits_snippet(link, route="/legal/"),
        lambda reader: [
            reader.data(f"/api/footer-links/?locale={code}")[0]["route"] for code in ("en", "ar")
        ],
        before=["/privacy/", "/privacy/"],
        after=["/legal/", "/legal/"],
    ),
    Case(
        "an image's alternative text changes",
        hero_with_image,
        _change_alt_text,
        alt_of_hero,
        before="A boat",
        after="Two boats",
    ),
    Case(
        "a model is saved in a shell",
        content.menu_item,
        lambda _admin, item: (setattr(item, "label", "Shell"), item.save()),
        lambda reader: reader.menu("en"),
        before=["About"],
        after=["Shell"],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_published_is_in_the_next_read(case: Case, admin: Person, reader: Reader) -> None:
    arranged = case.is_published_before(reader)
    version = reader.version()

    case.act(admin, arranged)

    assert case.reads(reader) == case.after
    assert reader.version() > version
    assert_redis_says_the_same(reader)
