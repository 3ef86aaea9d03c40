"""What the SEO staff may do in the translation of a page: write its metadata, and nothing else.

wagtail-localize's editor shows all texts of a page to everybody who may edit the page, and no
metadata. Here its views about texts need `EDIT_CONTENT`. Who lacks it gets the form of the page.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied as NotAllowed
from rest_framework.request import Request
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from home.privacy.made import keep_private
from home.roles import EDIT_CONTENT
from snippets.kept_texts import naming_what_is_kept
from snippets.locks.guard import refusal
from snippets.locks.translations import refusing_what_is_locked
from snippets.pofile import with_reasons
from snippets.upstream_patches.addresses import View, in_place_of_localize

METADATA_MODE = "metadata"
EditTranslation = Callable[[HttpRequest, Translation, object], HttpResponse | None]

_RESTART, _CONVERT = "localize-restart-translation", "localize-convert-to-alias"


def metadata_url(page: Page) -> str:
    """Where the metadata of a page is edited, translated or not."""
    return f"{reverse('wagtailadmin_pages:edit', args=[page.pk])}?{METADATA_MODE}"


def unless_it_is_about_metadata(view: EditTranslation) -> EditTranslation:
    """The editor of translations, or None: then Wagtail goes on to the form of the page."""
    view = naming_what_is_kept(view)

    @functools.wraps(view)
    def edit_translation(
        request: HttpRequest, translation: Translation, instance: object
    ) -> HttpResponse | None:
        if isinstance(instance, Page):
            about_metadata = METADATA_MODE in request.GET or "seo_title" in request.POST
            if about_metadata or not request.user.has_perm(EDIT_CONTENT):
                return None
        return view(request, translation, instance)

    return edit_translation


def views_of_texts() -> list[URLPattern]:
    """wagtail-localize's views that change the texts of a page, for whoever may edit content."""
    of_content = (
        *("edit_string_translation", "edit_override"),
        *("upload_pofile", "machine_translate", "stop_translation"),
    )
    views = dict.fromkeys(of_content, _for_editors_of_content)
    views["upload_pofile"] = lambda view: _for_editors_of_content(with_reasons(view))
    return in_place_of_localize(views | {"convert_to_alias": _for_publishers_of_content})


def _for_editors_of_content(view: View) -> View:
    view = refusing_what_is_locked(view)

    @functools.wraps(view)
    def checked(request: HttpRequest, translation_id: int, **segment: int) -> HttpResponse:
        translations = Translation.objects.select_related("source__specific_content_type")
        translation = get_object_or_404(translations, pk=translation_id)
        model = translation.source.specific_content_type.model_class()
        if model is not None and issubclass(model, Page):
            _refuse_without_content(request)
        return view(request, translation_id, **segment)

    return checked


def _for_publishers_of_content(view: View) -> View:
    """Turning a page into an alias replaces what readers see, so it needs the right to publish.

    Otherwise somebody who may only edit could put the source's text in place of a published
    translation, and could make a draft live, because an alias is live when its source is.

    The alias of a private page is private.
    """

    @functools.wraps(view)
    def checked(request: HttpRequest, page_id: int) -> HttpResponse:
        _refuse_without_content(request)
        page, user = get_object_or_404(Page, id=page_id), request.user
        if user.is_anonymous or not page.permissions_for_user(user).can_publish():
            raise PermissionDenied
        if reason := refusal(user, "convert_alias", page):
            raise PermissionDenied(reason)
        with transaction.atomic():
            response = view(request, page_id)
            page.refresh_from_db()
            if page.alias_of is not None:
                keep_private(page.alias_of, page, user)
        return response

    return checked


def refuse_to_restart(request: HttpRequest, _page: Page) -> None:
    """Before the form of a page: a translation that follows its source again shows the source's
    texts in place of its own."""
    if request.method == "POST" and _RESTART in request.POST:
        _refuse_without_content(request)


def refuse_to_detach(request: HttpRequest, _page: Page) -> None:
    """Before an alias becomes a page with texts of its own."""
    _refuse_without_content(request)


class PagesOfRoles(PagesAdminAPIViewSet):
    """The admin's API of pages. Two of its actions ask for no more than the right to edit, and one
    answers with an error page (500) when there is a translation already."""

    def action_view(self, request: Request, pk: int, action_name: str) -> HttpResponse:
        if action_name in ("convert_alias", "revert_to_page_revision"):
            _refuse_without_content(request)
        if action_name == "copy_for_translation" and isinstance(request.data, dict):
            _refuse_a_second_one(get_object_or_404(Page, pk=pk), request.data.get("locale"))
        if reason := refusal(request.user, action_name, get_object_or_404(Page, pk=pk)):
            raise NotAllowed(reason)
        response: HttpResponse = super().action_view(request, pk, action_name)
        return response


def _refuse_a_second_one(page: Page, language: str | None) -> None:
    locale = Locale.objects.filter(language_code=language).first()
    if locale is not None and page.get_translations(inclusive=True).filter(locale=locale).exists():
        name = str(locale.get_display_name())
        raise BadRequestError(_("This page is there in %(language)s already.") % {"language": name})


def use_pages_of_roles(router: WagtailAPIRouter) -> None:
    router.register_endpoint("pages", PagesOfRoles)


def offer_what_is_allowed(
    items: list[ActionMenuItem], request: HttpRequest, _context: Mapping[str, object]
) -> None:
    """Takes what is about content out of the menu of a page's editor."""
    if not request.user.has_perm(EDIT_CONTENT):
        items[:] = [item for item in items if item.name not in (_RESTART, _CONVERT)]


def _refuse_without_content(request: HttpRequest) -> None:
    if not request.user.has_perm(EDIT_CONTENT):
        raise PermissionDenied
