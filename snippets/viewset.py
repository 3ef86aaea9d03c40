"""The admin of a snippet type: its list, its form, its copies and its order by dragging.

Each snippet type derives its viewset from `TranslatedSnippetViewSet`, in the `admin` module of its
app: `viewsets()` finds it there, and `home.admin` registers it.
"""

from __future__ import annotations

import copy
import uuid
from importlib import import_module
from typing import ClassVar

from django.apps import AppConfig, apps
from django.db import models
from django.utils.functional import cached_property
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList, Panel, PublishingPanel
from wagtail.admin.ui.tables import LiveStatusTagColumn, LocaleColumn, UpdatedAtColumn
from wagtail.models import Locale
from wagtail.snippets.views import snippets

from snippets.choosers import SnippetChooser
from snippets.forms import TranslatedSnippetForm
from snippets.lists import IndexView
from snippets.locks.screen import LockSnippet, UnlockSnippet
from snippets.models.ordered import Ordered
from snippets.models.translated import TranslatedSnippet
from snippets.reordering import ReorderView
from snippets.snippet_types import snippet_types
from snippets.taking_down import DeleteSnippet, UnpublishSnippet


class CopyView(snippets.CopyView):
    """A copy is a snippet of its own, in the language of the copied row.

    The history and the lock of the copied row stay with that row.
    """

    @cached_property
    def original(self) -> TranslatedSnippet:
        return self.get_object()

    def get_locale(self) -> Locale:
        return self.original.locale

    def get_initial_form_instance(self) -> TranslatedSnippet:
        duplicate = copy.copy(self.original)
        duplicate.pk = None
        duplicate._state = models.base.ModelState()
        duplicate.translation_key = uuid.uuid4()
        excluded = {*duplicate.default_exclude_fields_in_copy, *duplicate.exclude_fields_in_copy}
        if isinstance(duplicate, Ordered):
            excluded.add("order")  # a new snippet comes last
        for field in duplicate._meta.fields:
            if field.name in excluded:
                setattr(duplicate, field.name, field.get_default())
        return duplicate


# Wagtail's own labels are fixed in the language in which this module was loaded.
LANGUAGE_AND_STATE = (
    LocaleColumn(label=_("Language")),
    LiveStatusTagColumn(label=_("Status")),
    UpdatedAtColumn(label=_("Updated")),
)


class TranslatedSnippetViewSet(snippets.SnippetViewSet):
    """A subclass names its `model`, and what its list and its form show."""

    model: ClassVar[type[TranslatedSnippet]]
    #: The place in the menu "Website": the smaller comes first.
    menu_order: ClassVar[int] = 50
    index_view_class = IndexView
    copy_view_class = CopyView
    delete_view_class = DeleteSnippet
    delete_template_name = DeleteSnippet.template_name
    unpublish_view_class = UnpublishSnippet
    lock_view_class = LockSnippet
    unlock_view_class = UnlockSnippet
    reorder_view_class = ReorderView
    chooser_viewset_class = SnippetChooser
    list_filter = ("live",)
    list_per_page = 50
    inspect_view_enabled = True


def form(*panels: Panel, base: type[TranslatedSnippetForm] = TranslatedSnippetForm) -> ObjectList:
    return ObjectList([*panels, PublishingPanel()], base_form_class=base)


def viewsets() -> list[type[TranslatedSnippetViewSet]]:
    """The viewset of each snippet type that has one, in the order of the menu."""
    apps_of_types = dict.fromkeys(
        apps.get_app_config(model._meta.app_label) for model in snippet_types()
    )
    by_model = {viewset.model: viewset for app in apps_of_types for viewset in _viewsets_in(app)}
    return sorted(by_model.values(), key=lambda viewset: viewset.menu_order)


def _viewsets_in(app: AppConfig) -> list[type[TranslatedSnippetViewSet]]:
    if app.module is None or not module_has_submodule(app.module, "admin"):
        return []
    members = vars(import_module(f"{app.name}.admin")).values()
    classes = [member for member in members if isinstance(member, type)]
    declared = [member for member in classes if issubclass(member, TranslatedSnippetViewSet)]
    return [viewset for viewset in declared if getattr(viewset, "model", None)]
