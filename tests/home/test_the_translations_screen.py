"""The screen "Translations" shows the state of each language of everything, and leads to each."""

from __future__ import annotations

import os
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail_localize.models import StringTranslation, Translation

from home.localization import state_index
from home.localization.kinds import kinds
from home.models import SiteMetadata
from home.models.translation_state import StaleTranslation
from snippets.models import Hero, MenuItem
from tests import content
from tests.editorial.test_the_admin_in_both_languages import reader as person_who_reads
from tests.home.translations_screen import SCREEN, screen, states, titles
from tests.many_pages import cost_of, make_pages
from tests.people import Person
from tests.snippets.translating import in_language, translate, write

pytestmark = pytest.mark.usefixtures("database")


def cell_of(person: Person, source: Any, code: str) -> Any:
    value = f"{source._meta.label_lower}:{source.pk}"
    return screen(person).select_one(f'tr[data-thing="{value}"] td[data-language="{code}"]')


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
        source = make()
        translation = translate(source, title="شيء")
        translation.save_target(publish=True)

        source.title = "Another"
        source.save_revision().publish()
        assert states(admin)["Another"]["ar"] == "behind"

        translation.save_target(publish=True)  # without the new text: nobody took it over
        assert states(admin)["Another"]["ar"] == "behind"

        translation.source.update_from_db()
        write(translation, title="آخر")
        assert states(admin)["Another"]["ar"] == "behind"

        translation.save_target(publish=True)
        assert states(admin)["Another"]["ar"] == "live"

    def test_a_draft_of_the_source_makes_nothing_behind(self, make: Any, admin: Person) -> None:
        source = make()
        translate(source, title="شيء").save_target(publish=True)
        source.title = "Draft"
        source.save_revision()
        assert {state["ar"] for state in states(admin).values()} >= {"live"}
        assert cell_of(admin, source, "ar")["data-state"] == "live"

    def test_what_was_translated_by_hand_is_behind_by_when_it_was_published(
        self, make: Any, admin: Person
    ) -> None:
        source = make()
        arabic = content.arabic(source, title="شيء")
        assert states(admin)["Thing"]["ar"] == "live"
        source.save_revision().publish()
        assert states(admin)["Thing"]["ar"] == "behind"
        arabic.save_revision().publish()
        assert states(admin)["Thing"]["ar"] == "live"

    def test_an_unpublished_translation_is_a_draft(self, make: Any, admin: Person) -> None:
        content.arabic(make(), title="شيء").unpublish()
        assert states(admin)["Thing"]["ar"] == "draft"

    def test_the_source_may_be_arabic(self, make: Any, admin: Person) -> None:
        source = make()
        arabic = content.arabic(source, title="شيء")
        source.delete()
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
    assert {kind.model for kind in kinds()} == translated


def test_how_far_a_translation_is_is_told_as_wagtail_localize_tells_it(admin: Person) -> None:
    hero = content.hero("Thing", description="Words", button_label="Go", button_route="/go/")
    translation = translate(hero, title="شيء", description="كلمات")
    assert translation.get_progress() == (3, 2)
    assert "2 of 3 texts" in " ".join(cell_of(admin, hero, "ar").get_text(" ").split())


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
    [link] = [
        anchor for anchor in cell_of(admin, hero, "ar").select("a") if "pofile" in anchor["href"]
    ]
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
    source = content.hero("Thing")
    source.copy_for_translation(Locale.objects.create(language_code="fr")).save()
    assert states(admin)["Thing"] == {"en": "live", "ar": "missing"}


def test_a_long_list_has_pages_and_nothing_is_twice_or_missing(admin: Person) -> None:
    for number in range(30):
        content.snippet(MenuItem, label=f"Item {number}", route="/")
    both_parts = titles(admin) + titles(admin, "?p=2")
    assert sorted(both_parts) == sorted(f"Item {number}" for number in range(30))


def test_it_does_not_ask_the_cache_what_its_languages_are_called(admin: Person) -> None:
    """Which may be asked before a language was made, and would be asked for each cell."""
    content.hero("Thing")
    cache.set("wagtail_locales_display_name", {})
    assert states(admin)["Thing"] == {"en": "live", "ar": "missing"}


def test_the_number_of_queries_does_not_depend_on_what_is_listed(
    admin: Person, django_assert_num_queries: Any
) -> None:
    admin.opens(SCREEN)
    with CaptureQueriesContext(connection) as few:
        admin.opens(SCREEN)
    number_of_queries = len(few)
    for number in range(6):
        content.page(f"Page {number}", f"page-{number}")
        translate(content.hero(f"Hero {number}"), title="بطل").save_target(publish=True)
        content.menu_item(f"Item {number}")
    content.snippet(SiteMetadata, site_name="ADMSC")
    admin.opens(SCREEN)  # computes the states of what changed
    with django_assert_num_queries(number_of_queries):
        assert len(titles(admin)) > 15
    assert 0 < number_of_queries < 20


def test_states_are_computed_for_what_is_shown_alone(admin: Person) -> None:
    """A state costs looks into other tables, and what is shown is 25 pages and snippets. A filter
    looks into the table of states."""
    for code in ("en", "ar"):
        make_pages(300, code)
    while state_index.catch_up():
        continue
    for query in ("", "?state=behind", "?state=missing&language=ar", "?state=live"):
        cost = cost_of(lambda query=query: admin.opens(SCREEN + query))
        assert cost.looks[Translation._meta.db_table] < 300, query


def test_what_changed_since_is_computed_before_it_is_listed(admin: Person) -> None:
    """However it changed: by an UPDATE, in a text, by a move, by its end."""
    page, hero = content.page("Page"), content.hero("Hero")
    for source in (page, hero):
        translate(source, title="شيء").save_target(publish=True)
    assert titles(admin, "?state=behind") == []
    StringTranslation.objects.filter(context__object_id=page.translation_key).delete()
    assert titles(admin, "?state=behind") == ["Page"]
    Hero.objects.filter(pk=hero.pk).update(last_published_at=timezone.now())
    assert titles(admin, "?state=behind") == ["Page", "Hero"]
    Page.objects.filter(pk=page.pk).update(draft_title="Another")
    assert titles(admin, "?q=another") == ["Another"]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM snippets_hero WHERE locale_id = %s", [content.locale("ar").pk])
    assert titles(admin, "?state=missing") == ["Hero"]
    Hero.objects.all().delete()
    assert titles(admin) == ["Another"]


def test_a_note_waits_for_the_commit_of_what_it_notes(admin: Person) -> None:
    """Else the state of before the commit would be taken for the newest."""
    hero = content.hero("Hero")
    translate(hero, title="شيء").save_target(publish=True)
    assert titles(admin, "?state=behind") == []
    StaleTranslation.objects.create(pk=hero.translation_key)  # of an earlier change
    with psycopg.connect(os.environ["DATABASE_URL"]) as session:
        session.execute(
            "UPDATE snippets_hero SET last_published_at = now() WHERE id = %s", [hero.pk]
        )
        assert titles(admin, "?state=behind") == []
        session.commit()
    assert titles(admin, "?state=behind") == ["Hero"]


def test_more_than_one_look_computes_are_left_to_the_next(admin: Person) -> None:
    content.page("Page")
    content.hero("Hero")
    state_index.note_all()
    noted = StaleTranslation.objects.count()
    assert noted > 2
    assert state_index.catch_up(1) == 1
    assert StaleTranslation.objects.count() == noted - 1


def test_the_screen_is_in_arabic_for_who_reads_arabic() -> None:
    content.hero("Hero")
    arabic_reader = person_who_reads("ar")
    page = screen(arabic_reader)
    assert page.html["dir"] == "rtl"
    assert "الترجمات" in page.find("title").get_text()
    row = page.select_one('tr[data-thing^="snippets.hero"]')
    assert "مفقودة" in row.get_text()
