"""The preview of a translation while somebody translates it, of pages and of snippets.

wagtail-localize's editor previews pages, and no snippets. When a page shares fields with its
source, that preview shows the shared values of the day when the page was submitted. This view
answers at the address of that preview (snippets/wagtail_hooks.py). It shows pages and snippets as
publishing would leave them, with the function that delivery registered by
`snippets.preview.show_with`.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail_localize.models import Translation

from snippets.models.translated import Translated
from snippets.preview import Previewed


@require_safe
def preview_translation(
    request: HttpRequest, translation_id: int, mode: str | None = None
) -> HttpResponse:
    """The translated strings of now, saved in no page or snippet yet, where readers would see them.

    What is not translated yet is shown in the source's language, as publishing would do.
    """
    translation = get_object_or_404(Translation, pk=translation_id)
    try:
        target = translation.get_target_instance()
    except ObjectDoesNotExist:
        raise Http404 from None
    if not isinstance(target, Previewed):
        raise Http404
    if not _may_edit(request.user, target):
        raise PermissionDenied
    mode = target.default_preview_mode if mode is None else mode
    if mode not in dict(target.preview_modes):
        raise Http404
    response: HttpResponse = as_published(translation).make_preview_request(request, mode)
    return response


def as_published(translation: Translation) -> Previewed:
    """The page or snippet that publishing this translation would make; nothing is saved."""
    preview: Previewed = translation.source.get_ephemeral_translated_instance(
        translation.target_locale, fallback=True
    )
    if isinstance(preview, Translated):
        preview.take_what_the_source_decides()
        preview.keep_its_own()
        # From here on it is a draft like any other, which delivery saves in a dry run to show it.
        preview.is_being_translated = False
    return preview


def _may_edit(user: User | AnonymousUser, target: Previewed) -> bool:
    if isinstance(target, Page):
        return bool(target.permissions_for_user(user).can_edit())
    policy = policy_registry.get_by_type(type(target))
    return bool(policy.user_has_permission_for_instance(user, "change", target))
