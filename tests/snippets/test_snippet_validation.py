"""What the admin takes for a link, a key and a menu, and what it refuses, wherever it is said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale
from wagtail_localize.models import OverridableSegment, SegmentOverride

from home.blocks import BodyBlock
from home.models import ContentPage, HomePage, SiteMetadata
from snippets.models import FooterLink, Hero, MenuItem, Partner
from snippets.routes import MAX_LENGTH, is_external, is_route
from tests import content
from tests.people import Person, snippet_url
from tests.snippets.translating import translate

pytestmark = pytest.mark.usefixtures("database")

ROUTES = [
    "/",
    "/about/",
    "/en/about/?from=menu&x=1#top",
    "/من-نحن/",
    "https://example.com",
    "http://example.com:8080/path?query=1#part",
    "HTTPS://EXAMPLE.COM/",
    "mailto:info@example.com",
    "mailto:info@example.com?subject=Hello",
    "tel:+97141234567",
    "tel:04-123.4567",
    "#top",
    "#الأسعار",
]
REFUSED = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://example.com/",
    "blob:https://example.com/1",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\x00",
    "/a b",
    "about",
    "about/team",
    "?page=1",
    "#a b",
    "#\\<script>",
    "https://",
    "https:///path",
    "https:example.com",
    "http://user@evil.example/",
    "http://trusted.example@evil.example/",
    "https://[::1",
    "https://example.com:notaport/",
    "mailto:",
    "mailto:nobody",
    "tel:",
    "tel:call-me",
    "tel:+1<script>",
    "/" + "a" * MAX_LENGTH,
]

# One of each reason, where each address costs a form.
WRONG = ["javascript:alert(1)", "//evil.example", "/a b", "about", "https://", "mailto:nobody"]


# --- Routes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", ROUTES)
def test_paths_and_full_addresses_are_routes(route: str) -> None:
    assert is_route(route)


@pytest.mark.parametrize("address", ["", *REFUSED], ids=ascii)
def test_everything_else_is_no_route(address: str) -> None:
    assert not is_route(address)


@example("/about/")
@example("https://example.com/")
@given(st.text(alphabet="/\\\t\n\r\x00 :.@?#ajvscriptdhte", max_size=30))
def test_no_route_leads_elsewhere_than_it_says(address: str) -> None:
    """As a browser reads it: without control characters, and with "\\" as "/"."""
    if is_route(address):
        read = "".join(c for c in address if ord(c) > 32).replace("\\", "/").lower()
        assert not read.startswith("//")
        if not read.startswith(("/", "#")):
            assert read.split(":")[0] in ("http", "https", "mailto", "tel")


def test_a_path_stays_on_the_website_and_everything_else_leaves_it() -> None:
    assert [is_external(route) for route in ("/about/", "https://example.com", "", "tel:123")] == [
        False,
        True,
        False,
        True,
    ]


FIELDS = [
    (MenuItem, "route", {"label": "Link"}),
    (FooterLink, "route", {"label": "Link", "key": "link"}),
    (Partner, "url", {"name": "Partner"}),
    (Hero, "button_route", {"title": "Hero", "button_label": "Go"}),
]


@pytest.mark.parametrize(
    ("model", "field", "values"), FIELDS, ids=lambda value: getattr(value, "__name__", "")
)
def test_snippets_lead_where_a_route_leads(
    model: Any, field: str, values: dict[str, str], admin: Person
) -> None:
    for route in ROUTES:
        answer = admin.client.post(snippet_url(model, "add"), {**values, field: route})
        assert answer.status_code == 302, route
        row = model.objects.get()
        assert getattr(row, field) == route
        row.delete()


@pytest.mark.parametrize(
    ("model", "field", "values"), FIELDS, ids=lambda value: getattr(value, "__name__", "")
)
@pytest.mark.parametrize("action", ["action-publish", "save"])
def test_snippets_refuse_every_other_address_in_drafts_too(
    model: Any, field: str, values: dict[str, str], action: str, admin: Person
) -> None:
    for address in WRONG:
        url = snippet_url(model, "add")
        answer = admin.client.post(url, {**values, field: address, action: "1"})
        assert answer.status_code == 200, address
    assert not model.objects.exists()


def body(kind: str, value: Any) -> Any:
    return BodyBlock().to_python([{"type": kind, "value": value}])


def links(route: str) -> list[Any]:
    """The blocks that hold a link, each leading to `route`."""
    link = {"page": None, "route": route}
    return [
        body("call_to_action", {"title": "T", "text": "", "button_label": "B", "link": link}),
        body("cards", {"cards": [{"title": "T", "text": "", "image": None, "link": link}]}),
        body("paragraph", f'<p><a href="{route}">link</a></p>'),
        body(
            "faq", {"questions": [{"question": "Q", "answer": f'<p><a href="{route}">l</a></p>'}]}
        ),
    ]


@pytest.mark.parametrize("route", [route for route in ROUTES if "&" not in route])
def test_blocks_and_texts_lead_where_a_route_leads(route: str) -> None:
    for value in links(route):
        BodyBlock().clean(value)


@pytest.mark.parametrize("address", REFUSED, ids=ascii)
def test_blocks_and_texts_refuse_every_other_address(address: str) -> None:
    for value in links(address):
        with pytest.raises(ValidationError):
            BodyBlock().clean(value)


def test_a_place_in_the_page_is_no_address_elsewhere() -> None:
    assert not is_external("#top")


def test_a_translator_may_lead_a_link_to_a_place_in_the_page(database: None) -> None:
    source = content.page(body=[("paragraph", '<p><a href="https://a.example/">a</a></p>')])
    translation = translate(source)
    segment = OverridableSegment.objects.get(source=translation.source)
    for address, is_wrong in (("#top", False), ("#a b", True)):
        override = SegmentOverride.objects.create(
            locale=translation.target_locale,
            context=segment.context,
            data_json=json.dumps(address),
        )
        assert override.has_error == is_wrong
        override.delete()


def test_a_redirect_leads_to_a_place_of_a_page_and_not_of_itself(admin: Person) -> None:
    url = reverse("wagtailredirects:add")
    for link, expect in (("#top", 200), ("https://www.example.com/about/#top", 302)):
        admin.submits(url, expect=expect, old_path="/old", redirect_link=link)
    assert Redirect.objects.get().redirect_link == "https://www.example.com/about/#top"


@pytest.mark.parametrize("address", ["//evil.example", "/\\evil.example", "ftp://example.com/"])
def test_a_page_with_such_a_link_in_its_text_is_not_published(address: str, admin: Person) -> None:
    draftail = {
        "blocks": [
            {
                "key": "a",
                "text": "link",
                "type": "unstyled",
                "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [{"offset": 0, "length": 4, "key": 0}],
                "data": {},
            }
        ],
        "entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": address}}},
    }
    url = reverse(
        "wagtailadmin_pages:add", args=["home", "contentpage", HomePage.objects.first().pk]
    )
    fields = {
        "title": "About",
        "slug": "about",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "paragraph",
        "body-0-id": "",
        "body-0-value": json.dumps(draftail),
        "action-publish": "1",
    }
    admin.submits(url, expect=200, **fields)
    assert not ContentPage.objects.exists()


def test_a_link_leads_to_a_page_or_an_address_and_not_both(admin: Person) -> None:
    home = HomePage.objects.first().pk
    for values in ({}, {"route": "/a/", "page": home}):
        answer = admin.client.post(snippet_url(MenuItem, "add"), {"label": "Link", **values})
        assert answer.status_code == 200
    assert not MenuItem.objects.exists()
    admin.adds_snippet(MenuItem, label="Link", page=home)
    assert MenuItem.objects.get().page_id == home


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil.example", "/about/", "ftp://a.b/"])
def test_a_canonical_address_is_a_full_http_address(url: str, admin: Person) -> None:
    target = HomePage.objects.get(locale=content.locale("en"))
    edit = reverse("wagtailadmin_pages:edit", args=[target.pk])
    admin.submits(
        edit, expect=200, canonical_choice="address", canonical_url=url, **{"body-count": "0"}
    )


# --- Heroes, keys, menus, metadata --------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [{"button_label": "Go"}, {"button_route": "/go/"}],
)
def test_a_button_has_words_and_leads_somewhere(values: dict[str, str], admin: Person) -> None:
    answer = admin.client.post(snippet_url(Hero, "add"), {"title": "Hero", **values})
    assert answer.status_code == 200
    assert not Hero.objects.exists()


def test_a_footer_link_has_a_key_of_its_own(admin: Person) -> None:
    admin.adds_snippet(FooterLink, key="privacy", label="Privacy", route="/privacy/")
    again = {"key": "privacy", "label": "Again", "route": "/again/"}
    answer = admin.client.post(snippet_url(FooterLink, "add"), again)
    assert answer.status_code == 200
    assert FooterLink.objects.count() == 1


def test_the_translation_of_a_footer_link_has_the_same_key(admin: Person) -> None:
    admin.adds_snippet(FooterLink, key="privacy", label="Privacy", route="/privacy/")
    source = FooterLink.objects.get()
    arabic = source.copy_for_translation(Locale.objects.get(language_code="ar"))
    arabic.label = "الخصوصية"
    arabic.save()
    admin.edits_snippet(arabic, label="سياسة الخصوصية")
    assert FooterLink.objects.get(pk=arabic.pk).key == "privacy"


def menu() -> tuple[MenuItem, MenuItem, MenuItem]:
    def make(label: str, **fields: Any) -> MenuItem:
        return MenuItem.objects.create(
            label=label, route="/", locale=content.locale("en"), **fields
        )

    about = make("About")
    return about, make("Team", parent=about), make("News")


def test_a_menu_has_two_levels(admin: Person) -> None:
    about, team, news = menu()
    url = snippet_url(MenuItem, "edit", news.pk)
    admin.submits(url, expect=200, parent=team.pk)  # three levels, from above
    admin.submits(snippet_url(MenuItem, "edit", about.pk), expect=200, parent=news.pk)
    admin.submits(snippet_url(MenuItem, "edit", about.pk), expect=200, parent=about.pk)
    admin.submits(url, parent=about.pk, **{"action-publish": "1"})
    news.refresh_from_db()
    assert news.parent == about


def test_a_menu_item_is_offered_the_first_level_of_its_language(admin: Person) -> None:
    about, team, news = menu()
    arabic = Locale.objects.get(language_code="ar")
    arabic_item = MenuItem.objects.create(label="أخرى", route="/", locale=arabic)

    def offered(url: str) -> set[str]:
        form = admin.opens(url).context_data["form"]
        return {str(pk) for pk, _label in form.fields["parent"].choices if pk}

    assert offered(snippet_url(MenuItem, "edit", news.pk)) == {str(about.pk)}
    assert offered(snippet_url(MenuItem, "edit", team.pk)) == {str(about.pk), str(news.pk)}
    assert offered(snippet_url(MenuItem, "add")) == {str(about.pk), str(news.pk)}
    assert offered(f"{snippet_url(MenuItem, 'add')}?locale=ar") == {str(arabic_item.pk)}


def test_what_is_under_a_translation_counts_too(admin: Person) -> None:
    about, _team, news = menu()
    arabic = Locale.objects.get(language_code="ar")
    translated = news.copy_for_translation(arabic)
    translated.save()
    MenuItem.objects.create(label="تحت", route="/", locale=arabic, parent=translated)
    admin.submits(snippet_url(MenuItem, "edit", news.pk), expect=200, parent=about.pk)


def test_the_website_has_its_metadata_once(admin: Person) -> None:
    admin.adds_snippet(SiteMetadata, site_name="ADMSC")
    answer = admin.client.post(snippet_url(SiteMetadata, "add"), {"site_name": "Again"})
    assert answer.status_code == 200
    assert SiteMetadata.objects.count() == 1


# --- Translations in their own form -------------------------------------------------------------


def translated(source: Any, **fields: Any) -> Any:
    row = source.copy_for_translation(Locale.objects.get(language_code="ar"))
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    row.save_revision().publish()
    return type(row).objects.get(pk=row.pk)


def test_the_form_of_a_translation_shows_what_its_source_decides_and_the_way_there(
    admin: Person,
) -> None:
    about, *_others = menu()
    arabic = translated(about, label="من نحن")
    page = admin.opens(snippet_url(MenuItem, "edit", arabic.pk)).content.decode()
    assert 'name="label"' in page
    for name in MenuItem.shared_fields:
        assert f'name="{name}"' not in page
    assert page.count(f'href="{snippet_url(MenuItem, "edit", about.pk)}"') >= 3
    admin.edits_snippet(arabic, label="عنا", route="/elsewhere/")
    arabic.refresh_from_db()
    assert (arabic.label, arabic.route) == ("عنا", "/")


def test_a_copy_of_a_translation_is_a_thing_of_its_own(admin: Person) -> None:
    about, *_others = menu()
    arabic = translated(about, label="من نحن")
    admin.submits(snippet_url(MenuItem, "copy", arabic.pk), label="نسخة", route="/copy/")
    copied = MenuItem.objects.get(label="نسخة")
    assert (copied.route, copied.locale.language_code, copied.is_source()) == ("/copy/", "ar", True)
    arabic.refresh_from_db()
    assert (arabic.label, arabic.route) == ("من نحن", "/")


def test_a_copy_starts_with_all_that_was_copied(admin: Person) -> None:
    about, *_others = menu()
    arabic = translated(about, label="من نحن")
    page = admin.opens(snippet_url(MenuItem, "copy", arabic.pk)).content.decode()
    assert 'value="من نحن"' in page
    assert 'name="route" value="/"' in page


def test_an_error_about_a_field_of_the_source_is_shown_and_no_error_page(admin: Person) -> None:
    source = Hero.objects.create(title="Hero", locale=content.locale("en"))
    arabic = translated(source, title="بطل")
    url = snippet_url(Hero, "edit", arabic.pk)
    refused = admin.submits(url, expect=200, button_label="اذهب")  # the source leads nowhere
    assert refused.context_data["form"].non_field_errors()
