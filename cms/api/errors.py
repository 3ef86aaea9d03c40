"""Errors under /api/ wear the envelope, whoever found them; elsewhere they stay Django's, but for
the 503 while PostgreSQL or the storage of files does not answer, and the 400 for a request that
lacks something.

API v2 is the exception: what DRF finds there keeps Wagtail's shape, `{"message"}`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.contrib.admin.utils import unquote
from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template import loader
from django.urls import resolve
from django.utils import translation
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views import defaults
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler
from wagtail.users.models import UserProfile

from cms.api.envelope import Problem, error_response
from cms.engines import statement_time
from cms.engines.file_storage import StorageUnavailable
from cms.http.caching import CACHE_CONTROL
from cms.http.cors import PUBLIC
from cms.tokens.bearer import TokenRefused

STATUSES = {
    400: ("Bad request", "bad_request", "The request cannot be understood."),
    401: (
        "Not authenticated",
        "not_authenticated",
        "Send a valid token as “Authorization: Bearer …”.",
    ),
    403: ("Not allowed", "not_allowed", "You may not do this."),
    404: ("Not found", "not_found", "There is nothing at this address."),
    405: ("Method not allowed", "method_not_allowed", "This address does not answer that method."),
    406: ("Not acceptable", "not_acceptable", "This address answers application/json."),
    415: ("Unsupported media type", "unsupported_media_type", "Send application/json or nothing."),
    429: ("Too many requests", "throttled", "Wait before you try again."),
    500: ("Server error", "server_error", "Something failed on our side; it has been logged."),
    503: ("Not available", "unavailable", "A server that this needs does not answer."),
}

_NOT_ALLOWED = _(
    "Your account has no permission for it. Go back: nothing was changed. Ask an administrator if "
    "you need it."
)
_TOO_LONG = "This answer takes too long to make. Ask for less: a lower limit, fewer fields."
_OLD_FORM = _(
    "You were logged out or logged in again since this page was opened, or the browser keeps no "
    "cookies. Go back: what you wrote is still there. Load that page again, and send it."
)


def refuse(status: int, detail: str = "") -> HttpResponse:
    message, code, usual = STATUSES[status]
    return error_response(status, message, Problem(code, detail or usual))


def refuse_publicly(status: int, detail: str = "") -> HttpResponse:
    """Of an address that nobody answers: scripts of any website may read what is wrong."""
    return _for_everybody(refuse(status, detail))


def _for_everybody(answer: HttpResponse) -> HttpResponse:
    for name, value in PUBLIC:
        answer[name] = value
    return answer


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Of every address under /api/ that has no view. Where only the final slash is missing, a
    redirect to where it is."""
    if request.method in ("GET", "HEAD") and not request.path.endswith("/"):
        match = resolve(f"{request.path}/")
        if match.func is not nothing_here:
            address = request.get_full_path(force_append_slash=True)
            answer: HttpResponse = HttpResponsePermanentRedirect(address)
            answer["Cache-Control"] = CACHE_CONTROL
            return _for_everybody(answer)
    return refuse_publicly(404)


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith(("/api/", "/health/"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request):
        return refuse_publicly(400)
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request):
        return refuse_publicly(403)
    return _refused_page(request, _("You may not do this."), _NOT_ALLOWED)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request):
        return refuse_publicly(404)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500, called while the exception is being handled."""
    match sys.exception():
        case OperationalError() as error if is_api(request) and statement_time.was_exceeded(error):
            answer = refuse_publicly(503, _TOO_LONG)
            answer["Retry-After"] = "5"
            return answer
        case OperationalError() | InterfaceError():
            return _unavailable(request, "PostgreSQL")
        case StorageUnavailable():
            return _unavailable(request, "The storage of files")
    if is_api(request):
        return refuse_publicly(500)
    return defaults.server_error(request)


def _unavailable(request: HttpRequest, silent: str) -> HttpResponse:
    """Wherever it was asked: a search engine that gets 500 for a sitemap or robots.txt drops what
    it knows, one that gets 503 comes again."""
    if is_api(request):
        answer = refuse_publicly(
            503, f"{silent} does not answer. Documents are served all the same."
        )
    else:
        # In both languages: whose it is, is in the database.
        of_files = silent != "PostgreSQL"
        page = loader.get_template("cms/unavailable.html").render({"of_files": of_files})
        answer = HttpResponse(page, status=503, headers={"Cache-Control": "no-store"})
    answer["Retry-After"] = "5"
    return answer


class IncompleteRequests:
    """A request that lacks a part which its view asks for, or that sends what cannot be that part,
    is a bad one, and no fault of ours.

    Views of Wagtail and wagtail-localize ask for the parts that their own forms always send, and
    give them to the database as they came. An error counts as the request's alone where it names a
    value that the request sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, MultiValueDictKeyError) or _names_what_was_sent(
            request, exception
        ):
            return bad_request(request, exception)
        if isinstance(exception, ObjectDoesNotExist) and _PAGE_ABOVE in request.GET:
            return page_not_found(request, exception)
        return None


# What the lists of pages send with a bulk action on all of a page's children.
_PAGE_ABOVE = "childOf"
# Django's field: "Field 'id' expected a number but got 'all'."
_NO_NUMBER = "expected a number but got "


def _names_what_was_sent(request: HttpRequest, exception: Exception) -> bool:
    if not isinstance(exception, (ValueError, DataError)):
        return False
    sent = _sent(request)
    if "NUL" in str(exception):
        return any("\0" in value for value in sent)
    _before, found, shown = str(exception).partition(_NO_NUMBER)
    return bool(found) and shown.rstrip(".") in {repr(value).rstrip(".") for value in sent}


def _sent(request: HttpRequest) -> set[str]:
    """Every value in the address, the query and the form, whole and by its commas."""
    match = request.resolver_match
    in_path = [*match.args, *match.kwargs.values()] if match else []
    lists = [*request.GET.lists(), *request.POST.lists()]
    values = {str(value) for value in (*in_path, *(v for _name, many in lists for v in many))}
    values |= {part for value in values for part in value.split(",")}
    return values | {unquote(value) for value in values}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if is_api(request):
        return refuse(403, "The CSRF token is missing or wrong.")
    return _refused_page(request, _("This form is too old to be taken."), _OLD_FORM)


def _refused_page(
    request: HttpRequest, title: str | Promise, reason: str | Promise
) -> HttpResponse:
    """A 403 in the language of whoever is refused: of their account, else of their browser."""
    with translation.override(_language_of(request)):
        context = {"title": title, "reason": reason}
        page = loader.get_template("cms/refused.html").render(context)
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"}
    return HttpResponse(page, status=403, headers=headers)


def _language_of(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return str(UserProfile.get_for_user(user).get_preferred_language())
    return translation.get_language_from_request(request)


def exception_handler(exc: Exception, context: dict[str, object]) -> Response | HttpResponse | None:
    """DRF's hook: our own views wear the envelope, API v2's stay as they are."""
    response = drf_exception_handler(exc, context)
    if response is None or not getattr(context["view"], "wears_envelope", False):
        return response
    status = response.status_code if response.status_code in STATUSES else 400
    detail = str(exc.detail) if isinstance(exc, TokenRefused) else ""
    refused = refuse(status, detail)
    for name in ("WWW-Authenticate", "Allow", "Retry-After"):
        if name in response:
            refused[name] = response[name]
    return refused
