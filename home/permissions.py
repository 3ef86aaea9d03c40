"""What somebody may do with a page who may edit its metadata and nothing else: the SEO staff.

Wagtail's page permissions know "change" and "publish", and both would let SEO staff delete, move,
take offline and publish the drafts of others. Whoever lacks `EDIT_CONTENT` sees the SEO tab alone
(home/models/pages.py), may write in it, and may publish as long as nothing else would go live.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.models import Page, PagePermissionTester

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
    """Whether publishing the latest draft would change nothing but metadata, now or later.

    A draft may hold a schedule: published, it would take the page offline at its time.
    """
    live = type(page)._default_manager.filter(pk=page.pk, live=True).first()
    if live is None:
        return False
    if not live.has_unpublished_changes or live.latest_revision is None:
        return True
    draft = live.latest_revision.as_object().serializable_data()
    shown = live.serializable_data()
    names = (*type(page).content_fields, *_SCHEDULE)
    return all(draft[name] == shown[name] for name in names)


_SCHEDULE = ("go_live_at", "expire_at")


# --- Translations --------------------------------------------------------------------------------


def keep_translations_to_roles() -> None:
    """Runs once at start-up, before the addresses of these views are read.

    wagtail-localize's editor shows all texts of a page to whoever may edit it, and no metadata.
    """
    from wagtail.actions.convert_alias import ConvertAliasPageAction
    from wagtail.actions.revert_to_page_revision import RevertToPageRevisionAction
    from wagtail_localize.views import convert
    from wagtail_localize.views import edit_translation as views

    for action in (ConvertAliasPageAction, RevertToPageRevisionAction):
        action.check = _checking_content(action.check)
    views.restart_translation = _restarting(views.restart_translation)
    convert.convert_to_alias = _replacing_content(convert.convert_to_alias)
    views.edit_translation = _unless_it_is_about_metadata(views.edit_translation)
    for name in (
        *("edit_string_translation", "edit_override"),
        *("upload_pofile", "machine_translate", "stop_translation"),
    ):
        setattr(views, name, _of_content(getattr(views, name)))


def metadata_url(page: Any) -> str:
    """Where the metadata of a page is edited, translated or not."""
    return f"{reverse('wagtailadmin_pages:edit', args=[page.pk])}?{METADATA_MODE}"


METADATA_MODE = "metadata"


def _unless_it_is_about_metadata(view: Callable[..., HttpResponse]) -> Callable[..., Any]:
    """The editor of translations, or None: then Wagtail goes on to the form of the page."""

    @functools.wraps(view)
    def edit_translation(
        request: HttpRequest, translation: Any, instance: Any
    ) -> HttpResponse | None:
        if isinstance(instance, Page):
            asked = METADATA_MODE in request.GET or "seo_title" in request.POST
            if asked or not request.user.has_perm(EDIT_CONTENT):
                return None
        return view(request, translation, instance)

    return edit_translation


def _replacing_content(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of a page, by its number, that puts other texts in place of the page's own."""

    @functools.wraps(view)
    def checked(request: HttpRequest, page_id: int) -> HttpResponse:
        _refuse_without_content(request)
        return view(request, page_id)

    return checked


def _restarting(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A translation that follows its source again shows the source's texts in place of its own."""

    @functools.wraps(view)
    def restart_translation(request: HttpRequest, translation: Any, instance: Any) -> HttpResponse:
        if isinstance(instance, Page):
            _refuse_without_content(request)
        return view(request, translation, instance)

    return restart_translation


def _checking_content(check: Callable[..., None]) -> Callable[..., None]:
    """The check of an action of Wagtail's that asks for the right to edit the page, no more.

    Its views may skip it (`refuse_to_detach` is for that); the admin's API does not.
    """

    @functools.wraps(check)
    def checked(self: Any, skip_permission_checks: bool = False) -> None:
        check(self, skip_permission_checks=skip_permission_checks)
        if self.user and not skip_permission_checks and not self.user.has_perm(EDIT_CONTENT):
            raise self.permission_error_class

    return checked


def refuse_to_detach(request: HttpRequest, page: Page) -> None:
    """Before an alias becomes a page with texts of its own."""
    _refuse_without_content(request)


def offer_what_is_allowed(items: list[Any], request: HttpRequest, context: Any) -> None:
    """Takes what is about content out of the menu of a page's editor."""
    if not request.user.has_perm(EDIT_CONTENT):
        items[:] = [item for item in items if item.name not in _OF_CONTENT]


_OF_CONTENT = ("localize-restart-translation", "localize-convert-to-alias")


def _refuse_without_content(request: HttpRequest) -> None:
    if not request.user.has_perm(EDIT_CONTENT):
        raise PermissionDenied


def _of_content(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    from wagtail_localize.models import Translation

    @functools.wraps(view)
    def checked(request: HttpRequest, translation_id: int, **segment: int) -> HttpResponse:
        translations = Translation.objects.select_related("source__specific_content_type")
        translation = get_object_or_404(translations, pk=translation_id)
        model = translation.source.specific_content_type.model_class()
        of_a_page = model is not None and issubclass(model, Page)
        if of_a_page:
            _refuse_without_content(request)
        return view(request, translation_id, **segment)

    # DRF's views are exempt from Django's check because they make their own; so must these be.
    checked.csrf_exempt = getattr(view, "csrf_exempt", False)  # type: ignore[attr-defined]
    return checked
