"""The page "What changes" says in sentences what readers would see differently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from wagtail.models import PageViewRestriction

from cms.publishing.publish import publish
from home.models import HomePage, SiteMetadata
from snippets.models import Hero, MenuItem
from tests import content
from tests.editorial.what_changes import draft, look, sentences_for
from tests.people import Person, Reader


def _with_arabic(source: Any, **fields: Any) -> Any:
    content.arabic(source, **fields)
    return source


def _page_in_menu() -> Any:
    page = content.page()
    content.menu_item(page=page)
    return page


def _hero_of_the_home_page() -> Hero:
    hero = content.hero()
    home = content.home()
    home.hero = hero
    home.save_revision().publish()
    return hero


def _block(text: str, key: str = "a") -> list[dict[str, Any]]:
    return [{"type": "paragraph", "value": f"<p>{text}</p>", "id": key}]


@dataclass
class Case:
    """`arrange` makes what is live, `changes` are the draft's, `says` the page."""

    name: str
    arrange: Callable[[], Any]
    changes: dict[str, Any]
    says: dict[str, list[str]]


CASES = [
    Case(
        "a menu item's label",
        lambda: content.menu_item("About us"),
        {"label": "Who we are"},
        {"Menu": ["“About us” → “Who we are” English and Arabic"]},
    ),
    Case(
        "a label in one language of two",
        lambda: _with_arabic(content.menu_item("About us"), label="من نحن"),
        {"label": "Who we are"},
        {"Menu": ["“About us” → “Who we are” English"]},
    ),
    Case(
        "a menu item's address, shared by both languages",
        lambda: _with_arabic(content.menu_item("About"), label="من نحن"),
        {"route": "/club/"},
        {
            "Menu": [
                "“About”, address: “/about/” → “/club/” English",
                "“من نحن”, address: “/about/” → “/club/” Arabic",
            ]
        },
    ),
    Case(
        "a menu item that is not live yet",
        lambda: content.menu_item("Events", route="/events/", live=False),
        {},
        {"Menu": ["“Events” is new English and Arabic"]},
    ),
    Case(
        "a hero of the home page",
        _hero_of_the_home_page,
        {"title": "Row with us"},
        {
            "Heroes": [
                "“Sail with us” → “Row with us” English and Arabic",
                "“Row with us” is shown on “Home” /en/ English",
                "“Row with us” is shown on “الرئيسية” /ar/ Arabic",
            ]
        },
    ),
    Case(
        "a hero that no page shows",
        content.hero,
        {"description": "By the sea"},
        {
            "Heroes": [
                "“Sail with us”, description: nothing → “By the sea” English and Arabic",
                "“Sail with us” is shown on no page yet English and Arabic",
            ]
        },
    ),
    Case(
        "a partner's website",
        content.partner,
        {"url": "https://example.com"},
        {"Partners": ["“Blue Water”, website: nothing → “https://example.com” English and Arabic"]},
    ),
    Case(
        "a footer link",
        content.footer_link,
        {"label": "Your data", "is_external": True},
        {
            "Footer": [
                "“Privacy” → “Your data” English and Arabic",
                "“Your data”, opens in a new tab: “no” → “yes” English and Arabic",
            ]
        },
    ),
    Case(
        "a page's title and text",
        content.page,
        {"title": "Who we are", "introduction": "We sail."},
        {
            "Search engines": ["/en/about/, title: “About” → “Who we are” English"],
            "This page": [
                "title: “About” → “Who we are” English",
                "introduction: nothing → “We sail.” English",
            ],
        },
    ),
    Case(
        "a page's body",
        lambda: content.page(body=_block("Since 1971")),
        {"body": _block("Since <b>1972</b>") + _block("New", "b")},
        {
            "This page": [
                "the block Text changes: “Since 1971” → “Since 1972” English",
                "a new block Text: “New” English",
            ]
        },
    ),
    Case(
        "an address that the menu leads to",
        _page_in_menu,
        {"slug": "club"},
        {
            "Search engines": ["/en/club/, address: “/en/about/” → “/en/club/” English"],
            "Menu": ["“About”, address: “/en/about/” → “/en/club/” English and Arabic"],
        },
    ),
    Case(
        "an address that a translation leads to",
        lambda: _with_arabic(content.page(), title="من نحن"),
        {"slug": "club"},
        {
            "Search engines": [
                "/en/club/, address: “/en/about/” → “/en/club/” English",
                "/ar/about/, leads to the new address of its translation Arabic",
            ]
        },
    ),
    Case(
        "a page that was never live",
        lambda: content.page(live=False),
        {},
        {
            "Search engines": ["“About” appears at /en/about/ English"],
            "This page": ["“About” becomes readable English"],
        },
    ),
    Case(
        "the metadata of the whole website",
        lambda: content.snippet(SiteMetadata, site_name="ADMSC"),
        {"title_suffix": " | ADMSC"},
        {
            "Search engines": [
                "whole website: end of titles: nothing → “ | ADMSC” English and Arabic",
                "/en/, title: “Home” → “Home | ADMSC” English",
                "/ar/, title: “الرئيسية” → “الرئيسية | ADMSC” Arabic",
            ]
        },
    ),
    Case(
        "another hero on the home page",
        content.home,
        {},
        {"Home page": ["opens with the hero nothing → “Sail with us” English and Arabic"]},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_says_what_publishing_would_change(case: Case, admin: Person, reader: Reader) -> None:
    instance = case.arrange()
    publish()
    changes = case.changes
    if isinstance(instance, HomePage):
        changes = {"hero": content.hero()}
        publish()
    instance = draft(instance, **changes)

    assert sentences_for(admin, instance) == case.says

    # And that is what publishing then does.
    before = reader.everything()
    instance.get_latest_revision().publish()
    publish()
    assert reader.everything() != before or set(case.says) == {"This page"}
    assert sentences_for(admin, type(instance)._base_manager.get(pk=instance.pk)) == {}


def test_it_says_so_when_nothing_changes_for_readers(admin: Person) -> None:
    page = content.page()
    publish()
    assert "Nothing that readers see changes" in look(admin, page).get_text()
    # A new draft with the same words, too: publishing it moves only a date.
    page = draft(page)
    assert "Nothing that readers see changes" in look(admin, page).get_text()


def test_a_page_that_is_private_changes_nothing_for_readers(admin: Person) -> None:
    page = content.page()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    publish()
    page = draft(page, title="Who we are")
    assert "Nothing that readers see changes" in look(admin, page).get_text()


def test_a_translation_in_the_making_is_compared_with_its_typed_strings(
    admin: Person, reader: Reader
) -> None:
    from wagtail_localize.models import StringTranslation, Translation, TranslationSource

    item = content.menu_item("About us")
    publish()
    source, _made = TranslationSource.get_or_create_from_instance(item)
    translation = Translation.objects.create(source=source, target_locale=content.locale("ar"))
    translation.save_target(publish=False)
    segment = source.stringsegment_set.get(context__path="label")
    StringTranslation.objects.create(
        translation_of=segment.string,
        context=segment.context,
        locale=content.locale("ar"),
        data="من نحن",
    )
    arabic = MenuItem.objects.get(locale__language_code="ar")

    assert sentences_for(admin, arabic) == {"Menu": ["“About us” → “من نحن” Arabic"]}
    assert MenuItem.objects.get(pk=arabic.pk).label == "About us"
    assert reader.menu("ar") == ["About us"]


def test_aliases_of_a_page_change_with_it(admin: Person) -> None:
    page = content.page()
    page.create_alias(parent=content.home(), update_slug="alias")
    publish()

    assert sentences_for(admin, draft(page, title="Who we are"))["Search engines"] == [
        "/en/about/, title: “About” → “Who we are” English",
        "/en/alias/, title: “About” → “Who we are” English",
    ]


def test_what_has_no_words_of_its_own_is_said_all_the_same(database: None) -> None:
    from cms.editorial.differences import sentences
    from cms.editorial.simulation import Simulated

    partner = {
        "id": 1,
        "translation_key": "a",
        "locale": "en",
        "name": "Blue",
        "image": None,
        "url": "",
    }
    simulated = Simulated(
        {"partners:en": [partner]}, {"partners:en": [partner | {"something": "new"}]}
    )

    (sentence,) = sentences(simulated)
    assert (sentence.place, sentence.languages) == ("Partners", ("en",))
    assert "something changes" in sentence.text
    assert sentences(Simulated(simulated.before, simulated.before)) == []
