"""What an editor's browser asks: the preview's address, its JSON, and Wagtail's user bar."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.userbar import Userbar

from cms.api.envelope import ErrorAnswer, success_response
from cms.api.errors import refuse
from cms.http.operation import HTML, OpenApiAnswer, OpenApiParameter, Operation, describe
from cms.previews import tokens
from cms.previews.draft import Preview, as_document, preview_answer
from cms.previews.targets import PreviewTarget, website_address
from cms.previews.targets_admin import target_of


def show(instance: Model, request: HttpRequest, mode: str) -> HttpResponse:
    """Sends the editor to the website, which fetches the draft by token.

    Registered with snippets.preview.show_with(); `request` is Wagtail's dummy request, with the
    editor's cookies. `mode` says at which of the preview addresses (cms/previews/targets.py).
    """
    return show_document(instance, request, as_document, mode)


def show_document(
    instance: Model, request: HttpRequest, make: Callable[[Model], Preview], mode: str = ""
) -> HttpResponse:
    """As `show`, of the preview that is made by `make`; it may raise PreviewRefused."""
    in_panel = bool(getattr(request, "in_preview_panel", False))
    try:
        target = target_of(mode)
        data = make(instance)
        token = tokens.issue(request, instance, data["locale"], data)
        if target is None:
            address = website_address(token, in_panel)
        else:
            address = target.address(token, data["path"], data["locale"], in_panel)
    except tokens.PreviewRefused as refusal:
        return _no_preview(request, str(refusal))
    except PreviewTarget.DoesNotExist:
        return _no_preview(request, _("This preview address has been deleted. Choose another."))
    except ValidationError as error:
        return _no_preview(request, " ".join(error.messages))
    return _private(HttpResponseRedirect(address))


def _no_preview(request: HttpRequest, reason: str) -> HttpResponse:
    return TemplateResponse(request, "cms/preview_refused.html", {"reason": reason}, status=503)


@describe(
    Operation(
        id="get_preview",
        tag="Publishing",
        summary="A draft, by the token that the editor's preview carries",
        answers={
            "200": OpenApiAnswer("The draft", preview_answer),
            "403": OpenApiAnswer("The token is no token, or too old", ErrorAnswer),
        },
        parameters=(OpenApiParameter("token", str, required=True),),
        examples={"403": "?token=x"},
    )
)
@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """GET /api/preview/?token=…: the draft."""
    try:
        opened = tokens.redeem(request.GET.get("token", ""))
    except tokens.PreviewRefused as refusal:
        return _private(refuse(403, str(refusal)))
    return _private(success_response(opened.data, "Preview"))


@describe(
    Operation(
        id="get_preview_userbar",
        tag="Publishing",
        summary="Wagtail's user bar for a draft, to put into the page that shows it",
        answers={
            "200": OpenApiAnswer("Its HTML", str, HTML),
            "403": OpenApiAnswer("The token is no token, or too old", ErrorAnswer),
        },
        parameters=(
            OpenApiParameter("token", str, required=True),
            OpenApiParameter(
                "panel", str, "`1` in the editor's panel, as in the preview's address"
            ),
        ),
        examples={"403": "?token=x"},
    )
)
@require_safe
def userbar(request: HttpRequest) -> HttpResponse:
    """GET /api/preview/userbar/?token=…: Wagtail's user bar, for the website to put into its page.

    With it, the editor's content checks, word count and scroll position work in the preview.
    """
    try:
        opened = tokens.redeem(request.GET.get("token", ""))
    except tokens.PreviewRefused as refusal:
        return _private(refuse(403, str(refusal)))
    request.user = get_user_model()._default_manager.get(pk=opened.user_id)
    request.in_preview_panel = request.GET.get("panel") == "1"  # type: ignore[attr-defined]
    html = Userbar(object=None).render_html({"request": request})
    # Style sheets of insert_global_admin_css have paths; on the website they need our origin.
    ours = request.build_absolute_uri(settings.STATIC_URL)
    html = html.replace(f'="{settings.STATIC_URL}', f'="{ours}')
    return _private(HttpResponse(html))


def _private(response: HttpResponse) -> HttpResponse:
    """No cache keeps it, no other website gets its address, and no search engine lists it."""
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
