"""Before publishing, editors read what readers would see differently; looking changes nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core import mail
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.urls import reverse
from wagtail.models import PageViewRestriction

from cms.documents.publish import publish
from home.models import HomePage, SiteMetadata
from snippets.models import FooterLink, Hero, MenuItem, Partner
from tests import content
from tests.people import Person, Reader, snippet_url


def look(person: Person, thing: Any) -> Any:
    meta = thing._meta
    url = reverse("what_changes", args=[meta.app_label, meta.model_name, thing.pk])
    return BeautifulSoup(person.opens(url).content.decode(), "html.parser")


def told(person: Person, thing: Any) -> dict[str, list[str]]:
    """Place -> its sentences, each ending in the languages for which it holds."""
    return {
        place.find("h2").get_text(strip=True): [
            " ".join(one.get_text().split()) for one in place.find("ul").find_all("li")
        ]
        for place in look(person, thing).select(".cms-changes__place")
    }


def draft(thing: Any, **changes: Any) -> Any:
    """The thing with a newer draft."""
    for name, value in changes.items():
        setattr(thing, name, value)
    thing.save_revision()
    return type(thing)._base_manager.get(pk=thing.pk)


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
    thing = case.arrange()
    publish()
    changes = case.changes
    if isinstance(thing, HomePage):
        changes = {"hero": content.hero()}
        publish()
    thing = draft(thing, **changes)

    assert told(admin, thing) == case.says

    # And that is what publishing then does.
    before = reader.everything()
    thing.get_latest_revision().publish()
    publish()
    assert reader.everything() != before or set(case.says) == {"This page"}
    assert told(admin, type(thing)._base_manager.get(pk=thing.pk)) == {}


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

    assert told(admin, arabic) == {"Menu": ["“About us” → “من نحن” Arabic"]}
    assert MenuItem.objects.get(pk=arabic.pk).label == "About us"
    assert reader.menu("ar") == ["About us"]


@pytest.mark.parametrize("thing", ["hero/abc", "hero/9999999999999999999", "nothing/1", "hero/1"])
def test_what_is_not_there_is_not_found(thing: str, admin: Person) -> None:
    assert admin.client.get(f"/admin/what-changes/snippets/{thing}/").status_code == 404


def test_the_json_is_one_click_away(admin: Person) -> None:
    item = content.menu_item("About us")
    publish()
    page = look(admin, draft(item, label="Who we are"))

    details = page.select_one("details.cms-json")
    assert not details.has_attr("open")
    # It scrolls, so the keyboard must come to it, and it must say what it is.
    heading, scrolling = details.select_one("h3"), details.select_one("pre")
    assert (scrolling["tabindex"], scrolling["role"]) == ("0", "region")
    assert scrolling["aria-label"] == heading.get_text(strip=True)
    signs = {
        one["class"][1].rpartition("-")[2]: one.get_text()
        for one in details.select(".cms-json__line")
    }
    lines = [
        one.get_text().strip()
        for one in details.select(".cms-json__line--old, .cms-json__line--new")
    ]
    assert signs
    assert '-    "label": "About us",' in lines
    assert '+    "label": "Who we are",' in lines


def _everything_in_the_database() -> dict[str, str]:
    """Table -> fingerprint of its rows; also the sequences' tables are rolled back or not."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM baseline.tables")]
        version = str(connection.execute("SELECT * FROM content_version").fetchone())
        return {"content_version": version} | {
            name: connection.execute("SELECT baseline.fingerprint(%s)", [name]).fetchone()[0]
            for name in names
            if name not in ("django_session",)
        }


def _files() -> set[str]:
    roots = (settings.PUBLISHED_ROOT, settings.MEDIA_ROOT)
    return {str(path) for root in roots for path in root.rglob("*")}


def _documents_in_redis(reader: Reader) -> set[bytes]:
    return {key for key in reader.redis.scan_iter() if b"cache" not in key}


@pytest.mark.parametrize("kind", ["page", "snippet", "translation", "in a workflow"])
def test_looking_leaves_no_trace(kind: str, admin: Person, reader: Reader) -> None:
    from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

    page = content.page()
    content.arabic(page, title="من نحن")
    page.copy(
        to=content.home(), copy_revisions=False, keep_live=True, update_attrs={"slug": "copy"}
    )
    page.create_alias(parent=content.home(), update_slug="alias")
    thing: Any = draft(page, title="Who we are", slug="who-we-are")
    if kind == "snippet":
        thing = draft(content.hero(), title="Row with us")
    if kind == "translation":
        from wagtail_localize.models import Translation, TranslationSource

        source, _made = TranslationSource.get_or_create_from_instance(content.partner())
        Translation.objects.create(source=source, target_locale=content.locale("ar")).save_target(
            publish=False
        )
        thing = Partner.objects.get(locale__language_code="ar")
    if kind == "in a workflow":
        workflow = Workflow.objects.create(name="Approval")
        task = GroupApprovalTask.objects.create(name="Look")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
        workflow.start(thing, admin.user)
    publish()
    look(admin, content.home())  # what the first visit of an admin page writes
    mail.outbox.clear()
    before = _everything_in_the_database(), reader.everything(), _files()
    keys = _documents_in_redis(reader)

    assert look(admin, thing).select(".cms-changes__place, .help-block")

    assert (_everything_in_the_database(), reader.everything(), _files()) == before
    assert _documents_in_redis(reader) == keys
    assert mail.outbox == []
    assert publish().built is False


def test_what_cannot_be_published_says_why(admin: Person) -> None:
    page = content.page(live=False)
    revision = page.save_revision()
    revision.content["title"] = ""
    revision.save()

    said = look(admin, page).get_text(" ", strip=True)

    assert "This cannot be published as it is: Title: This field cannot be blank." in said


def test_why_is_said_in_words_and_not_in_names_of_code(
    admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(*_args: Any, **_kwargs: Any) -> None:
        raise ValidationError({NON_FIELD_ERRORS: ["Not like this."], "seo_title": ["Too long."]})

    page = draft(content.page(), title="Who we are")
    monkeypatch.setattr(type(page), "full_clean", refusing)
    said = look(admin, page).select_one(".help-critical bdi").get_text(strip=True)
    assert said == "Not like this. Title tag: Too long."


def test_the_button_saves_what_is_in_the_form_and_shows_it(admin: Person, reader: Reader) -> None:
    item = content.menu_item("About us")
    publish()

    response = admin.edits_snippet(item, action="action-what-changes", label="Who we are")

    page = BeautifulSoup(admin.opens(response["Location"]).content.decode(), "html.parser")
    assert "“About us” → “Who we are”" in page.select_one(".cms-changes").get_text()
    assert reader.menu("en") == ["About us"]


@pytest.mark.parametrize("model", [MenuItem, Hero, Partner, FooterLink])
def test_every_snippet_has_the_button(admin: Person, model: Any) -> None:
    form = admin.opens(snippet_url(model, "add")).content.decode()
    assert 'name="action-what-changes"' in form


def test_every_page_has_the_button_also_while_it_is_created(admin: Person) -> None:
    page = content.page()
    for url in (
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:add", args=["home", "contentpage", page.pk]),
    ):
        assert 'name="action-what-changes"' in admin.opens(url).content.decode()


def test_only_who_may_edit_may_look(admin: Person) -> None:
    from tests.test_the_published_page import someone

    page, item = content.page(), content.menu_item()
    publish()
    onlooker = someone("onlooker")
    for thing in (page, item):
        url = reverse(
            "what_changes", args=[thing._meta.app_label, thing._meta.model_name, thing.pk]
        )
        assert onlooker.client.get(url)["Location"] == "/admin/"
        assert admin.client.get(url).status_code == 200
    assert admin.client.get("/admin/what-changes/auth/user/1/").status_code == 404
    assert admin.client.get("/admin/what-changes/home/nothing/1/").status_code == 404


def test_who_publishes_meanwhile_waits_for_nothing_and_is_not_in_it(admin: Person) -> None:
    """Somebody else's published change is no part of what mine changes."""
    mine, other = content.menu_item("Mine"), content.menu_item("Other")
    publish()
    mine = draft(mine, label="My draft")
    MenuItem.objects.filter(pk=other.pk).update(label="Changed")

    assert told(admin, mine) == {"Menu": ["“Mine” → “My draft” English and Arabic"]}


def test_it_reads_in_arabic_too(admin: Person) -> None:
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(admin.user)
    profile.preferred_language = "ar"
    profile.save()
    item = content.menu_item("About us")
    publish()

    page = look(admin, draft(item, label="Who we are"))

    assert page.html["dir"] == "rtl"
    assert page.select_one(".cms-changes h2").get_text() == "القائمة"


def test_somebody_who_writes_the_same_thing_now_is_waited_for_or_named(
    admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.rehearsal.PATIENCE", 0.2)
    item = content.menu_item("About us")
    publish()
    item = draft(item, label="Who we are")
    with psycopg.connect(os.environ["DATABASE_URL"]) as somebody:
        somebody.execute("UPDATE snippets_menuitem SET label = 'Theirs'")

        said = look(admin, item).get_text(" ", strip=True)

        assert "Somebody is changing the same thing at this moment" in said
        somebody.rollback()
    assert told(admin, item) == {"Menu": ["“About us” → “Who we are” English and Arabic"]}


@pytest.mark.parametrize("kind", ["page", "snippet"])
def test_the_editor_of_a_translation_leads_to_it(kind: str, admin: Person) -> None:
    from wagtail_localize.models import Translation, TranslationSource

    source: Any = content.page() if kind == "page" else content.hero()
    localized, _made = TranslationSource.get_or_create_from_instance(source)
    translation = Translation.objects.create(source=localized, target_locale=content.locale("ar"))
    translation.save_target(publish=False)
    target = translation.get_target_instance()
    url = (
        reverse("wagtailadmin_pages:edit", args=[target.pk])
        if kind == "page"
        else snippet_url(Hero, "edit", target.pk)
    )

    editor = BeautifulSoup(admin.opens(url).content.decode(), "html.parser")

    assert editor.select_one(".js-translation-editor")
    label = target._meta.model_name
    assert editor.select(
        f'a[href="/admin/what-changes/{target._meta.app_label}/{label}/{target.pk}/"]'
    )


def test_aliases_of_a_page_change_with_it(admin: Person) -> None:
    page = content.page()
    page.create_alias(parent=content.home(), update_slug="alias")
    publish()

    assert told(admin, draft(page, title="Who we are"))["Search engines"] == [
        "/en/about/, title: “About” → “Who we are” English",
        "/en/alias/, title: “About” → “Who we are” English",
    ]


def test_what_has_no_words_of_its_own_is_said_all_the_same(database: None) -> None:
    from cms.admin.differences import sentences
    from cms.admin.foreseen import Foreseen

    partner = {"id": 1, "key": "a", "locale": "en", "name": "Blue", "image": None, "url": ""}
    foreseen = Foreseen(
        {"partners:en": [partner]}, {"partners:en": [partner | {"something": "new"}]}
    )

    (said,) = sentences(foreseen)
    assert (said.place, said.languages) == ("Partners", ("en",))
    assert "something changes" in said.text
    assert sentences(Foreseen(foreseen.before, foreseen.before)) == []
