"""One screen says in which languages every page and snippet exists, and sends them to translation.

A language of a thing is up to date, behind its source, a draft, or missing. What exists already is
never written over by sending it again.
"""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from wagtail import hooks
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail_localize.models import Translation

from home.models import ContentPage, SiteMetadata
from home.translations.states import KINDS
from snippets.models import Hero, MenuItem
from tests import content
from tests.people import PASSWORD, Person
from tests.test_the_admin_in_both_languages import reader as person_who_reads
from tests.test_translations_do_what_editors_expect import in_language, translate, write

pytestmark = pytest.mark.usefixtures("database")

SCREEN = "/admin/translations/"


def screen(person: Person, query: str = "", url: str = SCREEN) -> Any:
    return BeautifulSoup(person.opens(url + query).content.decode(), "html.parser")


def states(person: Person, query: str = "", url: str = SCREEN) -> dict[str, dict[str, str]]:
    """Title of each source that is listed -> the state of each language."""
    return {
        row.select_one("th").get_text(strip=True): {
            cell["data-language"]: cell["data-state"] for cell in row.select("td[data-language]")
        }
        for row in screen(person, query, url).select("tr[data-thing]")
    }


def titles(person: Person, query: str = "", url: str = SCREEN) -> list[str]:
    """Of what is listed, without the home pages that are always there."""
    return [one for one in states(person, query, url) if one not in ("Home", "الرئيسية")]


def cell_of(person: Person, thing: Any, code: str) -> Any:
    value = f"{thing._meta.label_lower}:{thing.pk}"
    return screen(person).select_one(f'tr[data-thing="{value}"] td[data-language="{code}"]')


def send(person: Person, *things: Any, into: str = "ar", **more: str) -> Any:
    chosen = [f"{thing._meta.label_lower}:{thing.pk}" for thing in things]
    return person.client.post(
        f"{SCREEN}send/", {"thing": chosen, "language": into, "next": SCREEN, **more}
    )


def someone(name: str, group: str) -> Person:
    user = get_user_model().objects.create_user(name, password=PASSWORD)
    user.groups.add(Group.objects.get(name=group))
    return Person(name)


# --- The states --------------------------------------------------------------------------------

MAKE = {"a page": lambda: content.page("Thing"), "a snippet": lambda: content.hero("Thing")}


@pytest.mark.parametrize("make", MAKE.values(), ids=MAKE)
class TestStates:
    def test_what_was_never_translated_is_missing(self, make: Any, admin: Person) -> None:
        make()
        assert states(admin)["Thing"] == {"en": "live", "ar": "missing"}

    def test_what_was_sent_and_not_published_is_a_draft(self, make: Any, admin: Person) -> None:
        translate(make())
        assert states(admin)["Thing"] == {"en": "live", "ar": "draft"}

    def test_a_complete_translation_that_is_published_is_up_to_date(
        self, make: Any, admin: Person
    ) -> None:
        translate(make(), title="شيء").save_target(publish=True)
        assert states(admin)["Thing"] == {"en": "live", "ar": "live"}

    def test_a_published_translation_that_lacks_a_text_is_behind(
        self, make: Any, admin: Person
    ) -> None:
        translate(make()).save_target(publish=True)
        assert states(admin)["Thing"]["ar"] == "behind"

    def test_it_is_behind_from_when_the_source_is_published_till_it_is_published_again(
        self, make: Any, admin: Person
    ) -> None:
        thing = make()
        translation = translate(thing, title="شيء")
        translation.save_target(publish=True)

        thing.title = "Another"
        thing.save_revision().publish()
        assert states(admin)["Another"]["ar"] == "behind"

        translation.save_target(publish=True)  # without the new text: nobody took it over
        assert states(admin)["Another"]["ar"] == "behind"

        translation.source.update_from_db()
        write(translation, title="آخر")
        assert states(admin)["Another"]["ar"] == "behind"

        translation.save_target(publish=True)
        assert states(admin)["Another"]["ar"] == "live"

    def test_a_draft_of_the_source_makes_nothing_behind(self, make: Any, admin: Person) -> None:
        thing = make()
        translate(thing, title="شيء").save_target(publish=True)
        thing.title = "Draft"
        thing.save_revision()
        assert {one["ar"] for one in states(admin).values()} >= {"live"}
        assert cell_of(admin, thing, "ar")["data-state"] == "live"

    def test_what_was_translated_by_hand_is_behind_by_when_it_was_published(
        self, make: Any, admin: Person
    ) -> None:
        thing = make()
        arabic = content.arabic(thing, title="شيء")
        assert states(admin)["Thing"]["ar"] == "live"
        thing.save_revision().publish()
        assert states(admin)["Thing"]["ar"] == "behind"
        arabic.save_revision().publish()
        assert states(admin)["Thing"]["ar"] == "live"

    def test_an_unpublished_translation_is_a_draft(self, make: Any, admin: Person) -> None:
        content.arabic(make(), title="شيء").unpublish()
        assert states(admin)["Thing"]["ar"] == "draft"

    def test_the_source_may_be_arabic(self, make: Any, admin: Person) -> None:
        thing = make()
        arabic = content.arabic(thing, title="شيء")
        thing.delete()
        assert states(admin)["شيء"] == {"en": "missing", "ar": "live"}
        assert "Source" in cell_of(admin, arabic, "ar").get_text()


def test_an_alias_is_no_translation(admin: Person) -> None:
    content.page("Thing").copy_for_translation(content.locale("ar"), copy_parents=True, alias=True)
    assert states(admin)["Thing"]["ar"] == "missing"


def test_every_kind_of_page_and_snippet_that_is_translated_is_on_the_screen() -> None:
    translated = {
        model
        for model in apps.get_models()
        if issubclass(model, TranslatableMixin) and model is not Page
    }
    assert {kind.model for kind in KINDS} == translated


def test_how_far_a_translation_is_is_told_as_wagtail_localize_tells_it(admin: Person) -> None:
    hero = content.hero("Thing", description="Words", button_label="Go", button_route="/go/")
    translation = translate(hero, title="شيء", description="كلمات")
    assert translation.get_progress() == (3, 2)
    assert "2 of 3 texts" in " ".join(cell_of(admin, hero, "ar").get_text(" ").split())


# --- The links ---------------------------------------------------------------------------------


def test_every_link_of_a_cell_leads_somewhere(admin: Person) -> None:
    hero, page = content.hero("Old"), content.page("Lonely")
    translation = translate(hero, title="قديم")
    translation.save_target(publish=True)
    hero.title = "New"
    hero.save_revision().publish()
    links = [link["href"] for link in cell_of(admin, hero, "ar").select("a")]
    links += [link["href"] for link in cell_of(admin, page, "ar").select("a")]
    assert len(links) == 4  # edit, take over, PO; translate
    for link in links:
        admin.opens(link)


def test_the_po_file_goes_out_and_comes_back(admin: Person) -> None:
    hero = content.hero("Sail")
    translation = translate(hero)
    [link] = [one for one in cell_of(admin, hero, "ar").select("a") if "pofile" in one["href"]]
    exported = admin.opens(link["href"]).content.decode()
    assert 'msgid "Sail"' in exported

    from django.core.files.uploadedfile import SimpleUploadedFile

    filled = exported.replace('msgid "Sail"\nmsgstr ""', 'msgid "Sail"\nmsgstr "أبحر"')
    assert filled != exported
    admin.client.post(
        reverse("wagtail_localize:upload_pofile", args=[translation.pk]),
        {"file": SimpleUploadedFile("ar.po", filled.encode()), "next": SCREEN},
    )
    translation.save_target(publish=True)
    assert in_language(hero, "ar").title == "أبحر"


# --- Search, filters, pages ----------------------------------------------------------------------


def test_the_list_is_narrowed_by_type_language_and_state(admin: Person) -> None:
    content.page("Lonely")
    translate(content.page("Both", "both"), title="كلاهما").save_target(publish=True)
    translate(content.hero("Draft"))
    assert titles(admin, "?kind=snippets.hero") == ["Draft"]
    assert titles(admin, "?kind=home.contentpage") == ["Lonely", "Both"]
    assert titles(admin, "?state=missing&kind=home.contentpage") == ["Lonely"]
    assert titles(admin, "?state=missing&language=en") == []
    assert titles(admin, "?state=draft&language=ar") == ["Draft"]
    assert titles(admin, "?state=live&language=ar&kind=home.contentpage") == ["Both"]
    assert titles(admin, "?language=ar&kind=home.contentpage") == ["Both"]


def test_it_is_searched_by_the_titles_of_all_languages(admin: Person) -> None:
    translate(content.hero("Sail with us"), title="أبحر معنا").save_target(publish=True)
    content.menu_item("About")
    assert titles(admin, "?q=sail") == ["Sail with us"]
    assert titles(admin, "?q=أبحر") == ["Sail with us"]
    assert titles(admin, "?q=nothing") == []


@pytest.mark.parametrize(
    "query", ["?kind=auth.user", "?state=x", "?language=fr", "?q=%00", "?p=x", "?p=999999", "?p=0"]
)
def test_nonsense_in_the_address_is_no_error_page(query: str, admin: Person) -> None:
    content.page("Thing")
    assert "Thing" in titles(admin, query)


def test_a_language_that_the_settings_name_no_more_is_left_out(admin: Person) -> None:
    thing = content.hero("Thing")
    thing.copy_for_translation(Locale.objects.create(language_code="fr")).save()
    assert states(admin)["Thing"] == {"en": "live", "ar": "missing"}


def test_a_long_list_has_pages_and_nothing_is_twice_or_missing(admin: Person) -> None:
    for number in range(30):
        content.snippet(MenuItem, label=f"Item {number}", route="/")
    seen = titles(admin) + titles(admin, "?p=2")
    assert sorted(seen) == sorted(f"Item {number}" for number in range(30))


def test_it_does_not_ask_the_cache_what_its_languages_are_called(admin: Person) -> None:
    """Which may be asked before a language was made, and would be asked for each cell."""
    content.hero("Thing")
    cache.set("wagtail_locales_display_name", {})
    assert states(admin)["Thing"] == {"en": "live", "ar": "missing"}


def test_the_number_of_queries_does_not_depend_on_what_is_listed(
    admin: Person, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    admin.opens(SCREEN)
    with CaptureQueriesContext(connection) as few:
        admin.opens(SCREEN)
    for number in range(6):
        content.page(f"Page {number}", f"page-{number}")
        translate(content.hero(f"Hero {number}"), title="بطل").save_target(publish=True)
        content.menu_item(f"Item {number}")
    content.snippet(SiteMetadata, site_name="ADMSC")
    with django_assert_num_queries(len(few)):
        assert len(titles(admin)) > 15
    assert len(few) < 20, [one["sql"] for one in few.captured_queries]


# --- Sending to translation --------------------------------------------------------------------


def test_what_is_chosen_is_sent_to_translation_as_drafts(admin: Person) -> None:
    page, hero, other = content.page("Page"), content.hero("Hero"), content.hero("Other")
    response = send(admin, page, hero)
    assert response.headers["Location"] == SCREEN
    assert "2 translations were started." in admin.opens(SCREEN).content.decode()
    for thing in (page, hero):
        assert states(admin)[str(thing)] == {"en": "live", "ar": "draft"}
        assert Translation.objects.filter(source__object_id=thing.translation_key).count() == 1
    assert states(admin)[str(other)]["ar"] == "missing"


def test_what_exists_already_is_left_as_it_is(admin: Person) -> None:
    hero = content.hero("Hero")
    arabic = content.arabic(hero, title="بالعربية")
    arabic.title = "مسودة"
    draft = arabic.save_revision()
    send(admin, hero)
    arabic.refresh_from_db()
    assert arabic.latest_revision_id == draft.pk
    assert not Translation.objects.exists()


def test_a_page_goes_with_the_snippets_that_it_uses_when_that_is_asked_for(admin: Person) -> None:
    used, page = content.hero("Used"), content.home()
    page.hero = used
    page.save_revision().publish()
    Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk).delete()
    send(admin, page)
    assert states(admin)["Used"]["ar"] == "missing"
    send(admin, page, use="on")
    assert states(admin)["Used"]["ar"] == "draft"


def test_a_page_s_own_button_chooses_it_and_the_snippets_that_it_uses(admin: Person) -> None:
    used, page = content.hero("Used"), content.home()
    content.hero("Not used")
    page.hero = used
    page.save_revision().publish()
    url = reverse("translations:everything_on_a_page", args=[page.pk])
    edit = admin.opens(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert url in edit

    assert titles(admin, url=url) == ["Used"]
    admin.submits(url)

    assert states(admin)["Used"]["ar"] == "draft"
    assert states(admin)["Not used"]["ar"] == "missing"


def test_nothing_chosen_is_said(admin: Person) -> None:
    send(admin)
    assert "Nothing was chosen." in admin.opens(SCREEN).content.decode()


@pytest.mark.parametrize("thing", ["auth.user:1", "snippets.hero:x", "snippets.hero:٣", "x"])
def test_what_is_no_page_or_snippet_is_refused(thing: str, admin: Person) -> None:
    response = admin.client.post(f"{SCREEN}send/", {"thing": thing, "language": "ar"})
    assert response.status_code == 400


def test_after_sending_nobody_is_led_to_another_website(admin: Person) -> None:
    response = admin.client.post(f"{SCREEN}send/", {"next": "https://evil.example/"})
    assert response.headers["Location"] == SCREEN


# --- Who may -----------------------------------------------------------------------------------


def test_editors_have_it_in_their_menu_and_may_send_without_publishing() -> None:
    hero = content.hero("Hero")
    editor = someone("editor", "Editors")
    assert SCREEN in editor.opens("/admin/").content.decode()
    send(editor, hero)
    assert states(editor)["Hero"] == {"en": "live", "ar": "draft"}


def test_who_may_not_submit_translations_neither_sees_it_nor_sends() -> None:
    hero = content.hero("Hero")
    seo = someone("seo", "SEO staff")
    assert SCREEN not in seo.opens("/admin/").content.decode()
    for url in (SCREEN, f"{SCREEN}page/{content.home().pk}/"):
        assert seo.client.get(url).status_code in (302, 403)
    assert send(seo, hero).status_code in (302, 403)
    assert Client().get(SCREEN).status_code == 302
    assert Hero.objects.count() == 1


def test_nobody_sees_or_sends_what_they_may_not_edit() -> None:
    hero, page = content.hero("Hero"), content.page("Page")
    group = Group.objects.get(name="Editors")
    group.permissions.remove(*group.permissions.filter(codename__endswith="_hero"))
    group.page_permissions.all().delete()
    editor = someone("editor", "Editors")
    content.menu_item("Item")
    assert titles(editor) == ["Item"]
    send(editor, hero, page)
    assert Hero.objects.count() == 1
    assert ContentPage.objects.count() == 1


def test_the_screen_is_in_arabic_for_who_reads_arabic() -> None:
    content.hero("Hero")
    who = person_who_reads("ar")
    page = screen(who)
    assert page.html["dir"] == "rtl"
    assert "الترجمات" in page.find("title").get_text()
    row = page.select_one('tr[data-thing^="snippets.hero"]')
    assert "مفقودة" in row.get_text()


# --- The page explorer ---------------------------------------------------------------------------


def explored(person: Person, query: str = "", code: str = "en") -> dict[str, set[str]]:
    """Title of each page of the list -> what its menu offers of translations, with its address."""
    url = reverse("wagtailadmin_explore", args=[content.home(code).pk])
    html = BeautifulSoup(person.opens(url + query).content.decode(), "html.parser")
    wanted = ("Translate this page", "Sync translated pages", "Edit metadata")
    return {
        row.select_one(".title-wrapper").get_text(strip=True): {
            f"{text} {link['href'].partition('?')[0]}"
            for link in row.select("a")
            if (text := link.get_text(strip=True)) in wanted
        }
        for row in html.select("table.listing tbody tr")
        if row.select_one(".title-wrapper")
    }


@pytest.mark.parametrize("query", ["", "?q=thing"])
@pytest.mark.parametrize("code", ["en", "ar"])
def test_the_explorer_offers_what_wagtail_localize_offers(
    query: str, code: str, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    content.page("Thing untranslated", "untranslated")
    translate(content.page("Thing followed", "followed"))
    stopped = translate(content.page("Thing stopped", "stopped"))
    Translation.objects.filter(pk=stopped.pk).update(enabled=False)
    aliased = content.page("Thing aliased", "aliased")
    aliased.copy_for_translation(content.locale("ar"), copy_parents=True, alias=True)

    ours = explored(admin, query, code)
    monkeypatch.setattr(hooks, "get_hooks", without("construct_explorer_page_queryset"))
    theirs = explored(admin, query, code)

    assert ours == theirs
    offered = {one.partition(" /")[0] for found in ours.values() for one in found}
    assert (
        offered
        == {
            "en": {"Translate this page", "Sync translated pages"},
            "ar": {"Edit metadata", "Translate this page"},
        }[code]
    )


def without(hook: str) -> Any:
    everything = hooks.get_hooks
    return lambda name: [] if name == hook else everything(name)


def test_the_explorer_asks_nothing_for_each_row(
    admin: Person, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    translate(content.page("First", "first"))
    content.page("Untranslated", "untranslated")
    explored(admin)
    with CaptureQueriesContext(connection) as few:
        explored(admin)
    for number in range(4):
        translate(content.page(f"Page {number}", f"page-{number}"))
    with django_assert_num_queries(len(few)):
        assert len(explored(admin)) == 6
