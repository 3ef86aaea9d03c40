"""A new type of page or snippet has its place everywhere, and a mistake in it is said at start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.test.utils import isolate_apps
from wagtail.fields import RichTextField
from wagtail.models import ModelLogEntry, Page, WorkflowContentType
from wagtail.models import pages as wagtails_pages

from home import checks as page_checks
from home.content_warnings import pointers_of_content
from home.localization.kinds import kinds
from home.models import HomePage, SiteMetadata, WebsitePage
from home.roles import groups
from home.seo import METADATA
from snippets import checks as snippet_checks
from snippets.models import FooterLink, Hero, MenuItem, Partner
from snippets.models.translated import TranslatedSnippet
from snippets.snippet_types import snippet_types


@pytest.fixture
def only_here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Models made in the test are forgotten after it."""
    pages = list(wagtails_pages.PAGE_MODEL_CLASSES)
    monkeypatch.setattr(wagtails_pages, "PAGE_MODEL_CLASSES", pages)
    with isolate_apps():
        yield


@pytest.fixture
def known_to_django(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As `only_here`, for models of which the test makes objects."""
    pages = list(wagtails_pages.PAGE_MODEL_CLASSES)
    monkeypatch.setattr(wagtails_pages, "PAGE_MODEL_CLASSES", pages)
    models_of_home = apps.all_models["home"]
    before = dict(models_of_home)
    yield
    models_of_home.clear()
    models_of_home.update(before)
    apps.clear_cache()


@pytest.fixture
def announcement(only_here: None, monkeypatch: pytest.MonkeyPatch) -> type[TranslatedSnippet]:
    """A type of snippet of which nothing but its model was written."""

    class Announcement(TranslatedSnippet):
        __module__ = "home.models"
        text = models.CharField(max_length=80)
        title_field = "text"

        class Meta(TranslatedSnippet.Meta):
            abstract = False
            app_label = "home"

    monkeypatch.setattr(groups, "snippet_types", lambda: [*snippet_types(), Announcement])
    return Announcement


def rights_over(model: type[TranslatedSnippet], group: str) -> set[str]:
    of_model = Permission.objects.filter(
        group__name=group,
        content_type__app_label=model._meta.app_label,
        content_type__model=model._meta.model_name,
    )
    return {codename.partition("_")[0] for codename in of_model.values_list("codename", flat=True)}


def wrong(errors: list[Any], model: type[models.Model]) -> set[str]:
    return {error.id for error in errors if error.obj is model}


# --- Roles ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("database")
def test_the_table_of_roles_is_what_a_new_installation_has() -> None:
    for role in groups.ROLES:
        for model in snippet_types():
            expected = {name.partition("_")[0] for name in role.permissions(model)}
            assert rights_over(model, role.group) == expected, (role.group, model)
    groups.bring_up_to_date()
    assert not ModelLogEntry.objects.filter(action=groups.ADDED).exists()


@pytest.mark.usefixtures("database")
def test_a_new_type_of_snippet_is_in_the_roles_and_in_the_approval(
    announcement: type[TranslatedSnippet],
) -> None:
    groups.bring_up_to_date()
    assert rights_over(announcement, "Editors") == {"add", "change", "view"}
    assert rights_over(announcement, "Publishers") == {
        *("add", "change", "view"),
        *("delete", "publish", "lock", "unlock"),
    }
    assert rights_over(announcement, "SEO staff") == set()
    approval = WorkflowContentType.objects.get(content_type__model="announcement")
    assert approval.workflow.name == "Editorial approval"


@pytest.mark.usefixtures("database")
def test_what_an_administrator_changed_in_a_group_stays(
    announcement: type[TranslatedSnippet],
) -> None:
    editors, publishers = (Group.objects.get(name=name) for name in ("Editors", "Publishers"))
    editors.permissions.remove(*editors.permissions.filter(content_type__model="hero"))
    publishers.permissions.remove(Permission.objects.get(codename="delete_hero"))
    groups.bring_up_to_date()
    editors.permissions.remove(*editors.permissions.filter(content_type__model="announcement"))
    WorkflowContentType.objects.filter(content_type__model="announcement").delete()

    groups.bring_up_to_date()

    assert rights_over(announcement, "Editors") == rights_over(Hero, "Editors") == set()
    assert "delete" not in rights_over(Hero, "Publishers")
    assert not WorkflowContentType.objects.filter(content_type__model="announcement").exists()


@pytest.mark.usefixtures("database")
def test_a_group_that_an_administrator_removed_is_not_made_again(
    announcement: type[TranslatedSnippet],
) -> None:
    Group.objects.filter(name="Editors").delete()
    groups.bring_up_to_date()
    assert not Group.objects.filter(name="Editors").exists()
    assert "publish" in rights_over(announcement, "Publishers")


# --- What is found without a list -----------------------------------------------------------------


def test_the_types_of_content_are_found_and_stand_in_the_order_of_the_menu() -> None:
    assert [kind.model.__name__ for kind in kinds()] == [
        *("HomePage", "ContentPage", "ArticlePage", "EventPage"),
        *("MenuItem", "Hero", "Partner", "FooterLink", "SiteMetadata"),
    ]
    assert set(snippet_types()) == {MenuItem, Hero, Partner, FooterLink, SiteMetadata}


@pytest.mark.usefixtures("known_to_django", "database")
def test_a_page_type_without_blocks_is_edited_translated_and_warned_about() -> None:
    class Notice(WebsitePage):
        __module__ = "home.models"
        text = RichTextField()
        content_fields = ("title", "text", "show_in_menus")

        class Meta:
            app_label = "home"

    page = HomePage.objects.first()
    notice = Notice(title="Notice", text=f'<a linktype="page" id="{page.pk}">Home</a>')
    pointers = pointers_of_content(notice)
    assert (pointers.pages, pointers.routes, pointers.pictures) == ([page.pk], [], [])
    assert kinds()[4].model is Notice
    form = Notice.get_edit_handler().get_form_class()
    assert {*Notice.content_fields, *METADATA, "slug"} <= set(form.base_fields)


# --- What is said at start ------------------------------------------------------------------------


def test_nothing_is_wrong_with_the_types_that_there_are() -> None:
    assert page_checks.check_page_types() == []
    assert snippet_checks.check_snippet_types() == []


def test_a_page_type_that_is_no_page_of_the_website_is_an_error(
    only_here: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stray(Page):
        __module__ = "home.models"

        class Meta:
            app_label = "home"

    everything = [*page_checks.apps.get_models(), Stray]
    monkeypatch.setattr(page_checks.apps, "get_models", lambda: everything)
    assert wrong(page_checks.check_page_types(), Stray) == {"home.E001"}


def test_a_page_type_whose_declarations_do_not_fit_together_is_an_error(
    only_here: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Wrong(WebsitePage):
        __module__ = "home.models"
        subtitle = models.CharField(max_length=80)
        content_fields = ("title", "sub_title")
        shared_fields = ("subtitle",)
        override_translatable_fields = ()

        class Meta:
            app_label = "home"

    class WrongToo(WebsitePage):
        __module__ = "home.models"
        shared_fields = ("subtitle", "show_in_menus")

        class Meta:
            app_label = "home"

    monkeypatch.setattr(page_checks, "page_types", lambda: [Wrong, WrongToo])
    errors = page_checks.check_page_types()
    assert wrong(errors, Wrong) == {
        *("home.E002", "home.E003", "home.E004", "home.E005"),
        "snippets.E004",
    }
    assert wrong(errors, WrongToo) == {"snippets.E003"}
    assert all(error.hint for error in errors)


def test_a_type_of_snippet_without_a_title_or_a_viewset_is_an_error(
    only_here: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Untitled(TranslatedSnippet):
        __module__ = "home.models"

        class Meta(TranslatedSnippet.Meta):
            abstract = False
            app_label = "home"

    monkeypatch.setattr(snippet_checks, "snippet_types", lambda: [*snippet_types(), Untitled])
    errors = snippet_checks.check_snippet_types()
    assert wrong(errors, Untitled) == {"snippets.E001", "snippets.E002"}
    assert all(error.hint for error in errors)
