"""The demo site: real words in two languages, loaded whole, and never over an editor's work."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import override_settings
from PIL import Image as Pillow
from wagtail.models import Site
from wagtail_localize.models import Translation

from home.blocks import BodyBlock
from home.demo import accounts, load, pages, pictures, shell
from home.demo.content import Block, DemoPage, Link, Picture
from home.demo.pictures import DemoPicture
from home.models import ContentPage, SiteMetadata
from snippets.models import FooterLink, Hero, MenuItem, Partner, SiteImage
from tests import content, kept_demo
from tests.people import PASSWORD, Person, Reader

EVERYTHING = (
    pages.PAGES,
    shell.MENU,
    shell.HEROES,
    shell.PARTNERS,
    shell.FOOTER_LINKS,
    shell.METADATA,
    pictures.PICTURES,
)
MODELS = (ContentPage, MenuItem, Hero, Partner, FooterLink, SiteMetadata, SiteImage)


def parts(value: Any) -> Iterator[Any]:
    """The value and everything in it."""
    yield value
    if is_dataclass(value):
        value = [getattr(value, field.name) for field in fields(value)]
    elif isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from parts(part)


def texts() -> list[dict[str, str]]:
    words = [part for part in parts(EVERYTHING) if isinstance(part, dict)]
    in_languages = [part for part in words if set(part) == {"en", "ar"}]
    assert len(in_languages) > 250
    return in_languages


def read(html: str) -> str:
    """What somebody reads: without tags and addresses."""
    return re.sub(r"\S+@\S+|<[^>]*>", " ", html)


def load_demo(**options: Any) -> str:
    out = io.StringIO()
    with override_settings(ADMIN_PASSWORD=PASSWORD):
        call_command("load_demo", stdout=out, **options)
    return out.getvalue()


def count() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in MODELS}


# --- What it says and shows: no database ---------------------------------------------------------


def test_every_text_is_in_both_languages() -> None:
    assert [text for text in texts() if bool(text["en"]) != bool(text["ar"])] == []


def test_arabic_has_no_latin_words() -> None:
    assert [text["ar"] for text in texts() if re.search("[A-Za-z]", read(text["ar"]))] == []


def test_english_has_no_arabic_words() -> None:
    assert [text["en"] for text in texts() if re.search("[\u0600-\u06ff]", text["en"])] == []


def test_every_kind_of_block_occurs() -> None:
    used = {part.kind for part in parts(pages.PAGES) if isinstance(part, Block)}
    # A table is found by its words, and the demo translates by places (publish_translation).
    assert used == set(BodyBlock.base_blocks) - {"table"}


def test_links_and_pictures_lead_to_something() -> None:
    paths = {page.path for page in pages.PAGES}
    named = {picture.name for picture in pictures.PICTURES}
    everything = list(parts(EVERYTHING))
    links = {part.page for part in everything if isinstance(part, Link)} - {None}
    links |= {
        path
        for text in texts()
        for side in text.values()
        for path in re.findall('<a page="(.*?)"', side)
    }
    assert links <= paths
    assert {part.name for part in everything if isinstance(part, Picture)} <= named


@pytest.mark.parametrize("page", pages.PAGES, ids=lambda page: page.path or "home")
def test_search_engines_get_a_title_and_a_description_of_sensible_length(page: DemoPage) -> None:
    for language in ("en", "ar"):
        assert 20 <= len(page.search_title[language]) <= 65
        assert 70 <= len(page.search_description[language]) <= 160


def test_the_folder_holds_the_pictures_of_the_demo_and_is_small() -> None:
    files = {file for file in pictures.FOLDER.iterdir() if file.suffix not in {".py", ""}}
    assert files == {picture.file for picture in pictures.PICTURES}
    assert sum(file.stat().st_size for file in files) < 1_500_000


@pytest.mark.parametrize("picture", pictures.PICTURES, ids=lambda picture: picture.name)
def test_a_picture_says_what_it_shows_and_where_its_subject_is(picture: DemoPicture) -> None:
    with Pillow.open(picture.file) as image:
        width, height = image.size
    assert (width, height) in {(1600, 1000), (1200, 630), (480, 240)}
    assert all(picture.alt.values())
    if picture.name.startswith("logo-"):
        assert picture.focus is None
    else:
        assert picture.focus is not None
        x, y, wide, high = picture.focus
        assert wide / 2 <= x <= width - wide / 2
        assert high / 2 <= y <= height - high / 2


# --- What readers and editors get ----------------------------------------------------------------


def test_readers_get_the_whole_site_in_both_languages(database: None, reader: Reader) -> None:
    kept_demo.load()
    for language in ("en", "ar"):
        website = reader.website_data(language)
        items = website["menu_items"]
        assert len(items) + sum(len(item["children"]) for item in items) == 8
        assert sum(len(item["children"]) for item in items) == 2
        assert len(website["heroes"]) == 2
        assert website["hero"]["title"] == shell.HEROES[0].title[language]
        assert [partner["name"] for partner in website["partners"]] == [
            partner.name[language] for partner in shell.PARTNERS
        ]
        assert [link["label"] for link in website["footer_links"]] == [
            link.label[language] for link in shell.FOOTER_LINKS
        ]
        assert set(reader.paths(language)) == {
            f"/{language}/{page.path}/".replace("//", "/") for page in pages.PAGES
        }
        assert f'href=\\"/{language}/membership/\\"' in str(
            reader.get(f"/api/website-data/?locale={language}").content.decode()
        )
        described = {
            page["path"]: page["description"] for page in reader.seo_data(language)["pages"]
        }
        assert described == {
            f"/{language}/{page.path}/".replace("//", "/"): page.search_description[language]
            for page in pages.PAGES
        }
        # Nothing falls back to the other language, and every picture says what it shows.
        everything = [part for part in parts(website) if isinstance(part, dict)]
        assert {part["locale"] for part in everything if "locale" in part} == {language}
        assert all(part["alt"] for part in everything if "srcset" in part and "alt" in part)
    for picture in pictures.PICTURES:
        with SiteImage.objects.get(title=picture.title).file.open() as file:
            assert file.read() == picture.file.read_bytes(), picture.name

    # Editors find it translated, and nothing waiting to be published.
    unfinished = [row for row in Translation.objects.all() if len(set(row.get_progress())) != 1]
    assert (Translation.objects.count(), unfinished) == (48, [])
    for model in (ContentPage, MenuItem, Hero, Partner, FooterLink, SiteMetadata):
        assert not model.objects.exclude(live=True, has_unpublished_changes=False).exists()
    site = Site.objects.get(is_default_site=True)
    assert (site.hostname, site.port) == ("localhost", 80)
    assert site.site_name == "ADMSC"

    # And the four of them can log in.
    for name in accounts.ACCOUNTS:
        assert Person(name, PASSWORD).user.is_superuser == (name == "admin")
    for name, role in accounts.ROLES.items():
        assert [group.name for group in Person(name).user.groups.all()] == [role]


def test_a_second_load_leaves_what_an_editor_changed_and_reset_puts_it_back(
    database: None, reader: Reader
) -> None:
    kept_demo.load()
    before = count()
    files = set(Path(project.MEDIA_ROOT).rglob("*.*"))
    about = ContentPage.objects.get(slug="about", locale__language_code="en")
    admin = Person("admin")
    admin.edits_page(about, title="About all of us")
    admin.edits_snippet(Partner.objects.get(name="Ghaf Bank"), name="Ghaf Savings Bank")
    MenuItem.objects.filter(label="Contact").delete()
    own = content.partner("A partner of their own")
    admin.user.set_password("another long password")
    admin.user.save()

    assert "nothing was changed" in load_demo()
    about.refresh_from_db()
    assert about.title == "About all of us"
    assert Partner.objects.filter(name="Ghaf Savings Bank").exists()
    assert not MenuItem.objects.filter(label="Contact").exists()
    admin.user.refresh_from_db()
    assert admin.user.check_password("another long password")

    assert "Arabic (48 translations)" in load_demo(reset=True)
    own.delete()
    assert count() == before
    assert set(Path(project.MEDIA_ROOT).rglob("original_images/*")) == {
        file for file in files if file.parent.name == "original_images"
    }
    for language in ("en", "ar"):
        assert [partner["name"] for partner in reader.website_data(language)["partners"]] == [
            partner.name[language] for partner in shell.PARTNERS
        ]
        assert len(reader.menu(language)) == 6
    about.refresh_from_db()
    assert about.title == "About the club"
    Person("admin", PASSWORD)  # the first one again


def test_a_load_that_fails_leaves_nothing(database: None, monkeypatch: Any) -> None:
    before = count()

    def fail(*_args: Any) -> None:
        raise RuntimeError("the translator is ill")

    monkeypatch.setattr(load, "publish_translation", fail)
    with pytest.raises(RuntimeError, match="the translator is ill"):
        load_demo()
    assert count() == before
    assert list(Path(project.MEDIA_ROOT).rglob("*.*")) == []


def test_it_refuses_to_load_over_content_of_somebody_else(database: None) -> None:
    content.page("Our story", "about")
    before = count()
    with pytest.raises(CommandError, match="there is a page “about”"):
        load_demo()
    assert count() == before


def test_it_says_which_group_is_missing_and_makes_none(database: None) -> None:
    Group.objects.filter(name="SEO staff").delete()
    with pytest.raises(CommandError, match="There is no group SEO staff"):
        load_demo()
    assert not Group.objects.filter(name="SEO staff").exists()
    assert MenuItem.objects.count() == 0


def test_it_wants_a_password(database: None) -> None:
    with override_settings(ADMIN_PASSWORD=""), pytest.raises(CommandError, match="ADMIN_PASSWORD"):
        call_command("load_demo", stdout=io.StringIO())
