"""What somebody may do with a page who may edit its metadata and nothing else: the SEO staff.

Wagtail's page permissions know "change" and "publish", and both would let SEO staff delete, move,
take offline and publish the drafts of others. Whoever lacks `EDIT_CONTENT` sees the SEO tab alone
(home/models/pages.py), may write in it, and may publish as long as nothing else would go live.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail.models import Page, PagePermissionTester

from home.seo import SEO_FIELDS

EDIT_CONTENT = "home.edit_page_content"


class ContentPermissionTester(PagePermissionTester):
    """Wagtail's, where everything but metadata needs `EDIT_CONTENT` too."""

    def may_edit_content(self) -> bool:
        return bool(self.user.has_perm(EDIT_CONTENT))

    def can_publish(self) -> bool:
        allowed = bool(super().can_publish())
        return allowed and (self.may_edit_content() or only_metadata_is_unpublished(self.page))

    def can_add_subpage(self) -> bool:
        return bool(self.may_edit_content() and super().can_add_subpage())

    def can_publish_subpage(self) -> bool:
        return bool(self.may_edit_content() and super().can_publish_subpage())

    def can_delete(self, ignore_bulk: bool = False) -> bool:  # and with it, move
        return bool(self.may_edit_content() and super().can_delete(ignore_bulk=ignore_bulk))

    def can_unpublish(self) -> bool:
        return bool(self.may_edit_content() and super().can_unpublish())

    def can_unschedule(self) -> bool:
        return bool(self.may_edit_content() and super().can_unschedule())

    def can_set_view_restrictions(self) -> bool:
        return bool(self.may_edit_content() and super().can_set_view_restrictions())

    def can_reorder_children(self) -> bool:
        return bool(self.may_edit_content() and super().can_reorder_children())

    def can_copy(self) -> bool:
        return bool(self.may_edit_content() and super().can_copy())


class EditedByRoles(models.Model):
    """A page whose permissions are those above. Wagtail finds them for plain `Page` rows too."""

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> ContentPermissionTester:
        return ContentPermissionTester(user, self)


def only_metadata_is_unpublished(page: Any) -> bool:
    """Whether publishing the latest draft would change nothing that readers see but metadata."""
    live = type(page)._default_manager.filter(pk=page.pk, live=True).first()
    if live is None:
        return False
    if not live.has_unpublished_changes or live.latest_revision is None:
        return True
    draft = live.latest_revision.as_object().serializable_data()
    shown = live.serializable_data()
    return all(draft[name] == shown[name] for name in type(page).content_fields)


# --- Translations: wagtail-localize's editor shows all texts of a page to whoever may edit it ----

_reader: ContextVar[Any] = ContextVar("reader", default=None)


def keep_translations_to_roles() -> None:
    """Runs once at start-up, before the addresses of these views are read."""
    from wagtail_localize.views import edit_translation as views

    views.edit_translation = _as_seen_by_its_reader(views.edit_translation)
    views.get_segment_location_info = _metadata_only(
        views.get_segment_location_info, views.FieldHasNoEditPanelError
    )
    for name in ("edit_string_translation", "edit_override"):
        setattr(views, name, _of_metadata_or_content(getattr(views, name)))
    for name in ("upload_pofile", "machine_translate", "stop_translation"):
        setattr(views, name, _of_content(getattr(views, name)))


def _as_seen_by_its_reader(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @functools.wraps(view)
    def edit_translation(request: HttpRequest, translation: Any, instance: Any) -> HttpResponse:
        token = _reader.set(request.user if isinstance(instance, Page) else None)
        try:
            return view(request, translation, instance)
        finally:
            _reader.reset(token)

    return edit_translation


def _metadata_only(locate: Callable[..., Any], has_no_panel: type[Exception]) -> Callable[..., Any]:
    @functools.wraps(locate)
    def get_segment_location_info(
        source: Any, tabs: Any, path: str, *args: Any, **kwargs: Any
    ) -> Any:
        reader = _reader.get()
        if reader is not None and not _may_translate(reader, path):
            raise has_no_panel
        return locate(source, tabs, path, *args, **kwargs)

    return get_segment_location_info


def _of_metadata_or_content(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    from wagtail_localize.models import OverridableSegment, StringSegment

    @functools.wraps(view)
    def checked(request: HttpRequest, translation_id: int, **segment: int) -> HttpResponse:
        ((name, pk),) = segment.items()
        kind = StringSegment if name == "string_segment_id" else OverridableSegment
        path = get_object_or_404(kind.objects.select_related("context"), pk=pk).context.path
        if _is_of_a_page(translation_id) and not _may_translate(request.user, path):
            raise PermissionDenied
        return view(request, translation_id, **segment)

    # DRF's view is exempt from Django's check because it makes its own; so must this one be.
    checked.csrf_exempt = getattr(view, "csrf_exempt", False)  # type: ignore[attr-defined]
    return checked


def _of_content(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @functools.wraps(view)
    def checked(request: HttpRequest, translation_id: int) -> HttpResponse:
        if _is_of_a_page(translation_id) and not request.user.has_perm(EDIT_CONTENT):
            raise PermissionDenied
        return view(request, translation_id)

    return checked


def _is_of_a_page(translation_id: int) -> bool:
    from wagtail_localize.models import Translation

    translation = get_object_or_404(Translation.objects.select_related("source"), pk=translation_id)
    model = translation.source.specific_content_type.model_class()
    return model is not None and issubclass(model, Page)


def _may_translate(user: Any, path: str) -> bool:
    return bool(path.split(".")[0] in SEO_FIELDS or user.has_perm(EDIT_CONTENT))
