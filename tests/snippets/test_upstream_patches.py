"""What this project replaces in Wagtail and wagtail-localize stands in a table, and is checked.

A row that lost its target, or that nobody tried with the installed version, stops `manage.py check`
and with it `migrate`. No replacement stands outside of the table.
"""

from __future__ import annotations

import inspect
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType

import pytest
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.urls import resolve, reverse
from wagtail import coreutils, hooks

from snippets.upstream_patches import LOCALIZE, MODELSEARCH, PATCHES, WAGTAIL, Patch, PatchTable
from snippets.upstream_patches.addresses import in_place_of_localize
from snippets.upstream_patches.patch import instead

REPOSITORY = Path(__file__).parents[2]
ROOMS = ("cms", "config", "home", "snippets")


def row(target: str = "wagtail.coreutils.something", tested_with: str = WAGTAIL) -> Patch:
    return Patch(target, instead("replaced"), "Something breaks.", tested_with, issue="#1")


def errors_of(*rows: Patch) -> list[Error]:
    table = PatchTable()
    table.apply(rows)
    return table.errors()


def test_a_row_whose_target_is_there_replaces_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coreutils, "something", "original", raising=False)
    wrapping = Patch(
        "wagtail.coreutils.something",
        lambda original: f"more than {original}",
        "Something breaks.",
        WAGTAIL,
    )
    assert errors_of(wrapping) == []
    assert coreutils.something == "more than original"


@pytest.mark.parametrize(
    "target",
    [
        "wagtail.coreutils.nothing_of_this_name",
        "wagtail.no_such_module.something",
        "wagtail.images.widgets.NoSuchWidget.get_display_title",
        "no_such_package.something",
    ],
)
def test_a_row_whose_target_is_gone_is_an_error_that_says_why_it_was_there(target: str) -> None:
    [error] = errors_of(row(target))
    assert error.id == "upstream_patches.E001"
    assert target in error.msg
    assert "Something breaks." in str(error.hint)
    assert "#1" in str(error.hint)


def test_a_row_for_a_hook_that_has_lost_its_function_is_an_error() -> None:
    patch = Patch(
        "wagtail.coreutils.get_content_languages",
        instead(None),
        "Something breaks.",
        WAGTAIL,
        hook="register_admin_urls",
    )
    [error] = errors_of(patch)
    assert error.id == "upstream_patches.E001"


@pytest.mark.parametrize("tested_with", ["wagtail 7.0", "no-such-package 1.0"])
def test_a_row_tested_with_another_version_is_an_error_that_says_what_to_do(
    tested_with: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coreutils, "something", "original", raising=False)
    [error] = errors_of(row(tested_with=tested_with))
    assert error.id == "upstream_patches.E002"
    assert "wagtail.coreutils.something" in error.msg
    assert tested_with in error.msg
    assert "snippets/upstream_patches/versions.py" in str(error.hint)


def test_two_rows_for_one_target_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coreutils, "something", "original", raising=False)
    with pytest.raises(ImproperlyConfigured, match="two rows"):
        errors_of(row(), row())


def test_every_row_in_force_has_its_target_its_version_and_its_reason() -> None:
    assert PATCHES.errors() == []
    assert len(PATCHES.rows) > 5
    for patch in PATCHES.rows:
        assert patch.tested_with in (WAGTAIL, LOCALIZE, MODELSEARCH)
        assert patch.why.endswith(".")
        assert patch.issue == "none known" or patch.issue.startswith("https://")


def replaced_in_upstream() -> Iterator[str]:
    """The dotted paths in Wagtail and its neighbours where a function or class of ours stands."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] not in ("wagtail", "wagtail_localize", "modelsearch"):
            continue
        for attribute, value in list(vars(module).items()):
            if is_ours(value):
                yield f"{name}.{attribute}"
            if inspect.isclass(value) and value.__module__ == name:
                for method, function in list(vars(value).items()):
                    if is_ours(function):
                        yield f"{name}.{attribute}.{method}"


def is_ours(value: object) -> bool:
    """By where the code stands, as a wrapper has the name and module of what it wraps.

    Models are left out: Wagtail itself keeps the image model that the settings name.
    """
    if isinstance(value, staticmethod | classmethod):
        value = value.__func__
    if inspect.isclass(value):
        return not issubclass(value, Model) and value.__module__.partition(".")[0] in ROOMS
    if not isinstance(value, FunctionType):
        return False
    file = Path(value.__code__.co_filename)
    return any(file.is_relative_to(REPOSITORY / room) for room in ROOMS)


def test_nothing_in_wagtail_is_replaced_outside_of_the_table() -> None:
    reverse("wagtailadmin_home")  # what is replaced when addresses are read has been by now
    rows = {row.target for row in PATCHES.rows if not row.hook and row.signal is None}
    of_fields = {target for target in rows if ".field." in target}
    assert set(replaced_in_upstream()) == rows - of_fields


def test_what_rows_say_of_fields_is_in_force() -> None:
    """They are settings, such as a length, and no code by which one could know them."""
    of_fields = [row for row in PATCHES.rows if ".field." in row.target]
    assert len(of_fields) > 5
    for row in of_fields:
        path, _, attribute = row.target.rpartition(".")
        field = pkgutil.resolve_name(path.replace(".models.", ".models:"))
        assert getattr(field, attribute) == row.replacement(None), row.target


def test_no_function_of_a_hook_is_replaced_outside_of_the_table() -> None:
    """A function that upstream registers is still registered, or a row says what replaces it."""
    from wagtail_localize import wagtail_hooks

    replaced = {patch.target.rpartition(".")[2] for patch in PATCHES.rows if patch.hook}
    registered = {function for added in hooks._hooks.values() for function, _order in added}
    for name in ("before_edit_page", "before_edit_snippet", "page_listing_more_buttons"):
        assert getattr(wagtail_hooks, name) in registered  # the latter for the header of a page
    assert replaced == {"register_snippet_listing_buttons", "page_listing_more_buttons"}
    assert wagtail_hooks.register_snippet_listing_buttons not in registered


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("edit_string_translation", [1, 1]),
        ("edit_override", [1, 1]),
        ("upload_pofile", [1]),
        ("machine_translate", [1]),
        ("stop_translation", [1]),
        ("convert_to_alias", [1]),
        ("preview_translation", [1]),
        ("preview_translation", [1, "mode"]),
    ],
)
def test_a_view_that_is_in_place_of_wagtail_localizes_is_asked_first(
    name: str, args: list[int | str]
) -> None:
    """tests/home/test_who_may_do_what.py holds what it lets people do, where a form leads there."""
    view = resolve(reverse(f"wagtail_localize:{name}", args=args)).func
    while not is_ours(view) and hasattr(view, "__wrapped__"):
        view = view.__wrapped__  # decorators of the admin
    assert is_ours(view)


def test_a_view_in_place_of_one_that_wagtail_localize_has_no_more_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="no_such_view"):
        in_place_of_localize({"no_such_view": lambda view: view})
