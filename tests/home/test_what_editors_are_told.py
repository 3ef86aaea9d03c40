"""What may be saved and would disappoint readers is said: when it is saved, and in its list.

A link to a page that is not live, a path that no live page has, an address without https, a picture
that is not described in a language. None of it is refused, because content is made in any order.
What can never be right is refused with a message that says what to do.
"""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from home.models import SiteMetadata
from snippets.languages import names_of
from snippets.link_checks import LinkChecks
from snippets.models import FooterLink, Hero, MenuItem, Partner
from snippets.routes import validate_route
from tests import content
from tests.editorial.test_the_admin_in_both_languages import reader
from tests.people import Person, in_group, snippet_url, with_permissions
from tests.snippets.test_lists_of_snippets import opened

pytestmark = pytest.mark.usefixtures("database")


def warnings_of(person: Person) -> list[str]:
    """The warnings at the top of the next page."""
    soup = person.reads("/admin/account/")
    for extra in soup.select("template, svg, .w-sr-only"):
        extra.extract()  # some parsers look into templates
    messages = soup.select(".messages li.warning")
    return [" ".join(message.get_text(" ", strip=True).split()) for message in messages]


def beside(person: Person, instance: Any, query: str = "") -> list[str]:
    """The warnings beside a thing in its list."""
    title = opened(person, type(instance), query).find(id=f"snippet_{instance.pk}_title")
    row = title.find_parent(["td", "li"])
    return [note.get_text(strip=True) for note in row.select(".snippets-warnings li")]


NOT_LIVE = "Leads to “About”, which is not live: readers are not shown this link until it is."
TAKEN_DOWN = (
    "Leads to “About”, which was taken down in this language: readers are not shown this link."
)
NO_PAGE = "No live page has the address “/nowhere/”: readers find nothing there."
INSECURE = (
    "“http://example.com/a” is not a secure address, and browsers warn of it. "
    "Most websites answer to “https://example.com/a” too."
)


# --- Links of snippets ---------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["action-publish", "action-save"])
def test_a_link_to_a_page_that_is_not_live_is_saved_and_said(action: str, admin: Person) -> None:
    page = content.page(live=False)
    admin.adds_snippet(MenuItem, action, label="About", page=page.pk)
    item = MenuItem.objects.get()
    warning, *published = warnings_of(admin)
    assert (warning, len(published)) == (NOT_LIVE, action == "action-publish")
    assert beside(admin, item) == [NOT_LIVE]

    page.save_revision().publish()
    assert beside(admin, item) == []
    admin.edits_snippet(item, action, label="About us")
    assert warnings_of(admin) == []


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (MenuItem, {"label": "Link", "route": "{}"}),
        (FooterLink, {"label": "Link", "key": "link", "route": "{}"}),
        (Hero, {"title": "Hero", "button_label": "Go", "button_route": "{}"}),
        (Partner, {"name": "Partner", "url": "{}"}),
    ],
    ids=lambda warning: getattr(warning, "__name__", ""),
)
@pytest.mark.parametrize(
    ("route", "warnings"),
    [("/nowhere/", [NO_PAGE]), ("http://example.com/a", [INSECURE]), ("/", [])],
)
def test_an_address_that_disappoints_is_said_of_every_kind(
    model: Any, fields: dict[str, str], route: str, warnings: list[str], admin: Person
) -> None:
    values = {name: value.format(route) for name, value in fields.items()}
    admin.adds_snippet(model, **values)
    assert warnings_of(admin) == warnings
    assert beside(admin, model.objects.get()) == warnings


def test_the_button_of_a_hero_may_lead_to_a_page_that_is_not_live(admin: Person) -> None:
    page = content.page(live=False)
    admin.adds_snippet(Hero, title="Hero", button_label="Go", button_page=page.pk)
    assert warnings_of(admin) == [NOT_LIVE]
    assert beside(admin, Hero.objects.get()) == [NOT_LIVE]


def test_a_private_page_is_said_to_be_private(admin: Person) -> None:
    page = content.page()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    private = "Leads to “About”, which is private: readers are not shown this link."
    assert beside(admin, content.menu_item(page=page)) == [private]


def test_a_page_that_is_live_in_one_language_serves_the_other(admin: Person) -> None:
    """As readers get it: their language; where there never was one, the page that was chosen."""
    page = content.page()
    arabic = content.arabic(page, title="من نحن")
    item = content.menu_item(page=page)
    translated = content.arabic(item, label="من نحن")
    other = content.arabic(content.menu_item(page=content.page("Club", "club")), label="النادي")
    assert beside(admin, other) == []
    arabic.unpublish()
    assert beside(admin, translated) == [TAKEN_DOWN]
    Page.objects.get(pk=page.pk).specific.unpublish()
    arabic.refresh_from_db()
    arabic.save_revision().publish()
    assert beside(admin, item) == [NOT_LIVE]
    assert beside(admin, translated) == []


def test_where_paths_lead(about: Any) -> None:
    content.page("Team", "team", parent=about)
    content.page("Draft", "draft", live=False)
    Redirect.objects.create(old_path="/old", redirect_link="https://example.com/")
    by_path = {
        *("/", "/about/", "/about", "/about/?from=menu#top", "/en/about/team/", "/ar/about/"),
        *("/%61bout/", "/en/", "/search/", "/ar/search/?q=a", "/old/", "/files/a.pdf"),
        *("https://example.com/nowhere/", "mailto:a@example.com", "tel:123", ""),
    }
    nothing = {"/draft/", "/en/draft/", "/team/", "/fr/about/", "/about/nowhere/", "/enabout/"}
    known = LinkChecks([], by_path | nothing)
    troubled = {route for route in by_path | nothing if known.warning_about_route(route)}
    assert troubled == nothing


def test_destinations_cost_the_same_however_many(about: Any) -> None:
    with CaptureQueriesContext(connection) as queries:
        LinkChecks([about.pk], [f"/{number}/" for number in range(200)])
    assert len(queries) <= 7


def test_an_autosaved_draft_says_nothing_later(admin: Person) -> None:
    item = content.menu_item()
    url = snippet_url(MenuItem, "edit", item.pk)
    answer = admin.client.post(
        url,
        {"label": "About", "route": "/nowhere/"},
        headers={"Accept": "application/json"},
    )
    assert answer.json()["success"] is True
    assert warnings_of(admin) == []


# --- Pages ---------------------------------------------------------------------------------------


def call(route: str = "", page: Any = None) -> tuple[str, dict[str, Any]]:
    link = {"page": page.pk if page else "", "route": route}
    return ("call_to_action", {"title": "T", "text": "", "button_label": "B", "link": link})


def writes(person: Person, page: Any, *blocks: Any, **changes: Any) -> None:
    """Saves the draft of a page with these blocks, as its form does."""
    body = nested_form_data({"body": streamfield(list(blocks))})
    person.edits_page(page, "action-save", **body, **changes)


def test_dead_links_of_a_page_are_said_wherever_they_are(admin: Person) -> None:
    page, draft = content.page("Page", "page"), content.page(live=False)
    text = f'<p><a linktype="page" id="{draft.pk}">a</a> <a href="http://example.com/a">b</a></p>'
    writes(admin, page, call("/nowhere/"), ("paragraph", rich_text(text)))
    assert sorted(warnings_of(admin)) == sorted([NOT_LIVE, NO_PAGE, INSECURE])

    writes(admin, page, call(page=draft))
    assert warnings_of(admin) == [NOT_LIVE]

    writes(admin, page, call("/page/"), call(page=page))
    assert warnings_of(admin) == []


def test_a_new_page_is_looked_through_too(admin: Person) -> None:
    url = reverse("wagtailadmin_pages:add", args=["home", "contentpage", content.home().pk])
    body = nested_form_data({"body": streamfield([call("/nowhere/")])})
    admin.submits(url, title="New", slug="new", **body)
    assert warnings_of(admin) == [NO_PAGE]


def test_not_more_than_a_handful_is_said_at_once(admin: Person) -> None:
    page = content.page()
    writes(admin, page, *(call(f"/nowhere-{number}/") for number in range(9)))
    warnings = warnings_of(admin)
    assert len(warnings) == 6
    assert warnings[-1] == "There are more warnings like these."


def test_a_hero_that_is_not_live_is_said_of_the_home_page(admin: Person) -> None:
    hero = content.hero(live=False)
    writes(admin, content.home(), hero=hero.pk)
    assert warnings_of(admin) == [
        "The hero “Sail with us” is not live: readers see the page without it until it is."
    ]


def test_seo_staff_are_told_of_what_they_may_change_alone(admin: Person) -> None:
    draft, image = content.page(live=False), content.image()
    page = content.page("Page", "page", social_image=image)
    body = nested_form_data({"body": streamfield([call(page=draft)])})
    admin.edits_page(page, **body)
    assert {NOT_LIVE, f"{UNDESCRIBED} Describe it"} <= set(warnings_of(admin))
    seo = in_group("seo", "SEO staff")
    seo.edits_page(page, seo_title="A title")
    assert [
        warning for warning in warnings_of(seo) if "picture" in warning or "Leads" in warning
    ] == [UNDESCRIBED]


# --- Pictures ------------------------------------------------------------------------------------

UNDESCRIBED = "The picture “Sea” has no alternative text in English and Arabic."
HALF = {"alt_texts": {"en": "The sea"}}
HALF_DESCRIBED = "The picture “Sea” has no alternative text in Arabic."
DESCRIBED = {"alt_texts": {"en": "The sea", "ar": "البحر"}}


@pytest.mark.parametrize(
    ("fields", "warnings"), [({}, [UNDESCRIBED]), (HALF, [HALF_DESCRIBED]), (DESCRIBED, [])]
)
def test_a_picture_that_is_not_described_is_said_where_it_is_used(
    fields: Any, warnings: list[str], admin: Person
) -> None:
    image = content.image(**fields)
    for model, name, values in (
        (Partner, "image", {"name": "Partner"}),
        (Hero, "background_image", {"title": "Hero"}),
        (SiteMetadata, "social_image", {"site_name": "ADMSC"}),
    ):
        admin.adds_snippet(model, **values, **{name: image.pk})
        assert [warning.removesuffix(" Describe it") for warning in warnings_of(admin)] == warnings
        assert beside(admin, model.objects.get()) == warnings
    assert beside(admin, Partner.objects.get(), "?layout=list") == warnings

    page = content.page()
    writes(admin, page, ("image", {"image": image.pk, "caption": ""}))
    assert [warning.removesuffix(" Describe it") for warning in warnings_of(admin)] == warnings


def test_the_warning_leads_to_the_picture_for_whoever_may_edit_it(admin: Person) -> None:
    image = content.image()
    admin.adds_snippet(Partner, name="Partner", image=image.pk)
    account = admin.reads("/admin/account/")
    edit = reverse("wagtailimages:edit", args=[image.pk])
    assert account.select_one(".messages li.warning a")["href"] == edit


@pytest.mark.parametrize("fields", [HALF, DESCRIBED])
def test_a_chosen_picture_names_the_languages_that_it_lacks(fields: Any, admin: Person) -> None:
    image = content.image(**fields)
    partner = content.partner(image=image)
    expected = f"Sea ⚠ {HALF_DESCRIBED}" if fields is HALF else "Sea"
    form = admin.reads(snippet_url(Partner, "edit", partner.pk))
    assert form.select_one("[data-chooser-title]").get_text(strip=True) == expected
    chosen = admin.opens(reverse("wagtailimages_chooser:chosen", args=[image.pk])).json()
    assert chosen["result"]["title"] == expected


def test_the_form_of_a_picture_says_which_languages_lack_a_text(admin: Person) -> None:
    form = admin.reads(reverse("wagtailimages:edit", args=[content.image(**HALF).pk]))

    def help_of(code: str) -> str:
        return str(
            form.find(id=f"panel-child-alt_text_{code}-helptext")
            or form.find(id=f"id_alt_text_{code}-helptext")
            or form.select_one(f"[id*=alt_text_{code}][id*=help]")
        )

    assert "Missing" in help_of("ar")
    assert "Missing" not in help_of("en")
    assert "Missing" not in str(admin.reads(reverse("wagtailimages:add")))


def report(person: Person, query: str = "") -> dict[str, str]:
    """Titles in the report -> the languages that they lack, and how often each is used."""
    rows = person.reads(reverse("alt_text_report") + query).select("table tbody tr")
    return {
        row.select_one("td.title").get_text(strip=True): " / ".join(
            cell.get_text(strip=True) for cell in row.select("td")[2:]
        )
        for row in rows
        if row.select_one("td.title")
    }


def test_pictures_that_nobody_described_are_listed_the_most_used_first(admin: Person) -> None:
    content.image("Done", **DESCRIBED)
    content.image("Nothing")
    used = content.image("Used", **HALF)
    content.partner(image=used)
    assert list(report(admin).items()) == [
        ("Used", "Arabic / Used 1 time"),
        ("Nothing", "English and Arabic / Used 0 times"),
    ]
    assert list(report(admin, "?language=en")) == ["Nothing"]
    assert list(report(admin, "?language=ar")) == ["Used", "Nothing"]
    results = admin.reads(reverse("alt_text_report_results"))
    assert len(results.select("tbody tr")) == 2
    assert b"Used" in b"".join(admin.client.get(f"{reverse('alt_text_report')}?export=csv"))


def test_the_report_is_in_the_menu_and_for_whoever_may_edit_pictures(admin: Person) -> None:
    url = reverse("alt_text_report")
    assert url in admin.opens("/admin/").content.decode()
    onlooker = with_permissions("onlooker", "snippets.change_partner")
    assert onlooker.client.get(url).status_code == 302
    assert url not in onlooker.opens("/admin/").content.decode()


# --- Refused, with what to do --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("www.example.ae", "https://www.example.ae"),
        ("example.ae/a?b=c", "https://example.ae/a?b=c"),
        ("//example.ae/", "https://example.ae/"),
        ("info@example.ae", "mailto:info@example.ae"),
        ("+971 2 555 0100", "tel:+97125550100"),
        ("about", "/about/"),
        ("about/team/", "/about/team/"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("/a b", ""),
    ],
)
def test_what_was_probably_meant_is_proposed(typed: str, meant: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_route(typed)
    [message] = refused.value.messages
    assert typed in message
    assert ("Did you mean" in message) == bool(meant)
    assert not meant or f"“{meant}”?" in message


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Did you mean"), ("ar", "هل قصدت «https://www.example.ae»؟")]
)
def test_an_address_without_https_is_refused_in_the_language_of_the_reader(
    language: str, words: str
) -> None:
    form = {"name": "Partner", "url": "www.example.ae", "action-publish": "1"}
    answer = reader(language).client.post(snippet_url(Partner, "add"), form)
    assert words in answer.content.decode()
    assert not Partner.objects.exists()


def test_warnings_are_in_the_language_of_the_reader() -> None:
    arabic_reader = reader("ar")
    arabic_reader.adds_snippet(MenuItem, label="رابط", page=content.page(live=False).pk)
    warning, published = warnings_of(arabic_reader)
    assert published.startswith("نُشر")
    assert warning == "يؤدي إلى «About»، وهي صفحة غير منشورة: لا يظهر هذا الرابط للقراء حتى تُنشر."


def test_a_key_that_is_taken_names_the_link_that_has_it(admin: Person) -> None:
    content.footer_link("privacy", "Privacy policy")
    form = {"key": "privacy", "label": "Again", "route": "/", "action-publish": "1"}
    answer = admin.client.post(snippet_url(FooterLink, "add"), form)
    errors = answer.context_data["form"].errors["key"]
    assert errors == [
        "“Privacy policy” already has the key “privacy”: choose another one, or edit that link."
    ]


def test_a_key_that_is_none_is_refused_with_an_example(admin: Person) -> None:
    form = {"key": "privacy policy", "label": "Again", "route": "/", "action-publish": "1"}
    answer = admin.client.post(snippet_url(FooterLink, "add"), form)
    [error] = answer.context_data["form"].errors["key"]
    assert "such as “privacy-policy”" in error


def test_languages_are_listed_with_the_commas_of_the_readers_language() -> None:
    codes = ["en", "fr", "ar"]
    names = {"en": "الإنجليزية", "fr": "الفرنسية", "ar": "العربية"}
    with override("ar"), patch("wagtail.coreutils.get_content_languages", lambda: names):
        assert names_of(codes) == "الإنجليزية، الفرنسية والعربية"
        assert names_of(codes[:1]) == "الإنجليزية"
