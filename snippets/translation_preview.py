"""The preview of a translation while somebody translates it, of pages and of snippets.

wagtail-localize's editor previews pages alone, and of a page that shares fields with its source it
shows the shared values of the day when it was submitted. Here both are shown as publishing them
would leave them, by what delivery registered with `snippets.preview.show_with`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page
from wagtail.permissions import policy_registry

from snippets.models.translated import RevisedByTranslation, SharedFields
from snippets.preview import Previewed

EDITOR = "wagtail_localize/admin/edit_translation.html"


def preview_while_translating() -> None:
    """Runs once at start-up, before the addresses of wagtail-localize's views are read."""
    from wagtail_localize.views import edit_translation as views

    views.preview_translation = preview_translation
    views.render = _with_previews_of_snippets(views.render)


@require_safe
def preview_translation(
    request: HttpRequest, translation_id: int, mode: str | None = None
) -> HttpResponse:
    """The translated strings of now, saved in no page or snippet yet, where readers would see them.

    What is not translated yet is shown in the source's language, as publishing would do.
    """
    from wagtail_localize.models import Translation

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
    return as_published(translation).make_preview_request(request, mode)


def as_published(translation: Any) -> Any:
    """The page or snippet that publishing this translation would make; nothing is saved."""
    made = translation.source.get_ephemeral_translated_instance(
        translation.target_locale, fallback=True
    )
    if isinstance(made, RevisedByTranslation):
        made.keep_its_own()
    if isinstance(made, SharedFields):
        made.take_what_is_shared()
    return made


def _may_edit(user: Any, target: Any) -> bool:
    if isinstance(target, Page):
        return bool(target.permissions_for_user(user).can_edit())
    policy = policy_registry.get_by_type(type(target))
    return bool(policy.user_has_permission_for_instance(user, "change", target))


def _with_previews_of_snippets(render: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The editor of a snippet's translation with the button that the editor of a page's has."""

    @functools.wraps(render)
    def rendered(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        target = context.get("instance")
        if template == EDITOR and isinstance(target, Previewed) and not isinstance(target, Page):
            props = json.loads(context["props"])
            address = reverse(
                "wagtail_localize:preview_translation", args=[context["translation"].pk]
            )
            props["previewModes"] = [
                {"mode": target.default_preview_mode, "label": _("Preview"), "url": address}
            ]
            context = context | {"props": json.dumps(props)}
        return render(request, template, context)

    return rendered
