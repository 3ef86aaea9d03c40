"""Who sent too many wrong passwords: what they are answered, and the password of a collection.

What is counted is cms/http/guesses.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from wagtail.documents.views import serve

from cms.api.errors import is_api, refuse
from cms.http import guesses

_PAGE = "cms/admin/locked_out.html"


class NoFormForTheLockedOut:
    """Middleware, inside of axes': the form of a log-in is not rendered where axes answers instead.
    It is most of the work of a wrong password."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_template_response(
        self, request: HttpRequest, response: SimpleTemplateResponse
    ) -> SimpleTemplateResponse:
        if getattr(request, "axes_locked_out", False):
            response.template_name, response.context_data = _PAGE, {"minutes": 0}
        return response


def locked_out(
    request: HttpRequest,
    response: HttpResponse | None = None,
    credentials: Mapping[str, object] | None = None,
) -> HttpResponse:
    """axes' AXES_LOCKOUT_CALLABLE: 429 in the browser's language, alike for a name that an account
    has and one that none has."""
    seconds = int(settings.LOG_IN_COOL_OFF.total_seconds())
    if is_api(request):
        answer = refuse(429)
    else:
        with translation.override(translation.get_language_from_request(request)):
            # Codes are counted with passwords: which of them were wrong is told to nobody.
            codes = settings.SECOND_FACTOR and request.path.startswith(reverse("wagtailadmin_home"))
            context = {"minutes": -(-seconds // 60), "codes": codes}
            page = loader.render_to_string(_PAGE, context)
            answer = HttpResponse(page, status=429)
        patch_vary_headers(answer, ["Accept-Language"])
        answer["Cache-Control"] = "no-store"
    answer["Retry-After"] = str(seconds)
    return answer


def password_of_collection(request: HttpRequest, restriction_id: int) -> HttpResponse:
    """Wagtail's view, with a limit: POST the password of a collection of documents."""
    name = guesses.collection(restriction_id)
    if request.method == "POST" and guesses.is_locked_out(request, name):
        return locked_out(request)
    response: HttpResponse = serve.authenticate_with_password(request, restriction_id)
    if request.method == "POST" and response.status_code == 200:  # the form again
        guesses.note_failure(request, name)
    return response
