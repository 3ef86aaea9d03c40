"""/api/drafts/: the website as it would be if all drafts were published, for one's own frontend.

`/api/drafts/website-data/` and `/api/drafts/v2/pages/…` take the parameters of the addresses
without `/drafts`, and answer in their shapes, made by the same code: in a dry run
(cms/engines/dry_run.py) all drafts are written as if they were published, the answer is made, and
all of it is undone. So nothing is kept: not in Redis, not in files, not in the kept answers of this
process, which begin with other addresses. No answer may be kept elsewhere (`private, no-store`).

Who asks sends the secret of an API token with the scope `drafts`, or of a share link, in the header
`Authorization`: addresses get into logs. Which drafts are in is decided by the rights of the
secret's maker (cms/previews/all_drafts.py). An editor's session opens nothing here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from operator import or_
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from wagtail.api.v2.router import WagtailAPIRouter

from cms.api.envelope import ErrorAnswer, Problem, error_response, success_of, success_response
from cms.api.errors import refuse
from cms.api.throttles import RequestLimit
from cms.api.v2.pages import Pages
from cms.api.v2.router import router as published
from cms.delivery.content import read_content
from cms.delivery.kinds.website_data import WEBSITE_DATA
from cms.delivery.shapes import Locale, typed_dict
from cms.engines.dry_run import Busy, dry_run
from cms.http import guesses
from cms.http.operation import OpenApiAnswer, OpenApiParameter, Operation, describe
from cms.previews.all_drafts import AllDrafts, write_all_drafts
from cms.previews.share_links import ShareLink
from cms.tokens import bearer
from cms.tokens.models import BearerSecret, MachineToken
from cms.tokens.scopes import DRAFTS

View = Callable[..., HttpResponse]

#: How many drafts are in an answer; how many cannot be; and whether there are too many for one.
WRITTEN, LEFT_OUT, MORE = "X-Drafts", "X-Drafts-Left-Out", "X-Drafts-More"
_REFUSALS = {
    "401": OpenApiAnswer("The token is missing, wrong or has ended", ErrorAnswer),
    "403": OpenApiAnswer("The token is for something else", ErrorAnswer),
    "429": OpenApiAnswer("More than 120 requests a minute, or too many wrong tokens", ErrorAnswer),
    "503": OpenApiAnswer("Somebody is publishing the same things; ask again", ErrorAnswer),
}
_SECURITY: tuple[dict[str, list[str]], ...] = ({"drafts": []},)


class PerSecret(RequestLimit):
    """So many answers a minute for one token or link: each writes all drafts, and undoes it."""

    scope = "drafts"
    rate = "120/min"

    def __init__(self, secret: BearerSecret) -> None:
        self._ident = f"{type(secret).__name__}-{secret.pk}"
        super().__init__()

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self._ident}

    def check(self, request: HttpRequest) -> None:
        """Raises Throttled."""
        if not self.allow_request(Request(request), APIView()):
            raise Throttled(wait=self.wait())


def with_all_drafts(view: View) -> View:
    """A view whose whole answer is made in the dry run, for whoever sends a secret that opens
    it."""

    @functools.wraps(view)
    @require_safe
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            secret = _secret_of(request)
            PerSecret(secret).check(request)
            response = dry_run(lambda: _made(secret, view, request, *args, **kwargs))
        except (bearer.TokenRefused, Throttled) as refusal:
            response = _refused(refusal)
        except Busy:
            response = refuse(503, "Somebody is publishing the same at this moment. Ask again.")
            response["Retry-After"] = "1"
        return _private(response)

    return answered


def _secret_of(request: HttpRequest) -> BearerSecret:
    """Raises TokenRefused, or Throttled."""
    given = bearer.sent(request)
    if given is None:
        raise bearer.TokenRefused(401, "Send a token as “Authorization: Bearer …”.")
    bearer.check_guesses(request, guesses.DRAFTS)
    secret: BearerSecret = bearer.redeem(request, given, guesses.DRAFTS, ShareLink, MachineToken)
    if isinstance(secret, MachineToken) and not secret.has(DRAFTS):
        raise bearer.TokenRefused(403, "This token has not the scope “drafts”.")
    return secret


def _made(
    secret: BearerSecret, view: View, request: HttpRequest, *args: object, **kwargs: object
) -> HttpResponse:
    drafts = write_all_drafts(secret.maker)
    response = view(request, *args, **kwargs)
    if isinstance(response, Response):
        response.render()  # inside of the transaction, and to bytes
    _say(response, drafts)
    return response


def _say(response: HttpResponse, drafts: AllDrafts) -> None:
    response[WRITTEN] = str(drafts.written)
    if drafts.left_out:
        response[LEFT_OUT] = ", ".join(f"{each['type']}:{each['id']}" for each in drafts.left_out)
    if not drafts.is_whole:
        response[MORE] = "true"


def _refused(refusal: bearer.TokenRefused | Throttled) -> HttpResponse:
    if isinstance(refusal, Throttled):
        response = refuse(429)
        response["Retry-After"] = str(max(1, round(getattr(refusal, "wait", None) or 1)))
        return response
    response = refuse(refusal.status_code, str(refusal.detail))
    response["WWW-Authenticate"] = refusal.auth_header
    return response


def _private(response: HttpResponse) -> HttpResponse:
    """No cache keeps it, no search engine lists it, and scripts of other websites (which documents
    allow) do not read it: who may is said by CORS_ALLOWED_ORIGINS."""
    for name in ("Access-Control-Allow-Origin", "Cache-Tag"):
        if name in response:
            del response[name]
    response["Access-Control-Expose-Headers"] = f"Retry-After, {WRITTEN}, {LEFT_OUT}, {MORE}"
    response["Cache-Control"] = "private, no-store"
    response["Vary"] = "Authorization"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


# --- website_data ----------------------------------------------------------------------------


def _website_data_answer() -> object:
    """The type of the answer: which keys website_data has depends on what is registered."""
    data = WEBSITE_DATA.response_type()
    languages = dict.fromkeys((code for code, _name in settings.LANGUAGES), data)
    every = typed_dict("WebsiteDataByLanguage", languages, "Without `locale`: all languages")
    return success_of(or_(every, data))


@describe(
    Operation(
        id="get_website_data_with_drafts",
        tag="Drafts",
        summary="The whole shell of the website, with all drafts",
        answers={
            "200": OpenApiAnswer(
                "As `/api/website-data/` would answer",
                _website_data_answer,
            ),
            "400": OpenApiAnswer("The parameter that `errors` names is not known", ErrorAnswer),
            **_REFUSALS,
        },
        parameters=(OpenApiParameter("locale", Locale, "One language; all without it"),),
        security=_SECURITY,
        examples={"401": "?locale=en"},
    )
)
@with_all_drafts
def website_data(request: HttpRequest) -> HttpResponse:
    content = read_content()
    codes = [language.code for language in content.languages]
    for name in request.GET:
        if name != "locale":
            problem = Problem("unknown_parameter", "This address knows locale.", name[:100])
            return error_response(400, "The request cannot be understood", problem)
    wanted = request.GET.getlist("locale")
    if len(wanted) > 1 or any(code not in codes for code in wanted):
        text = f"Give one of the locales {', '.join(codes)}, once."
        return error_response(400, "Unknown locale", Problem("unknown_locale", text, "locale"))
    data = {
        language.code: WEBSITE_DATA.build(content, language)
        for language in content.languages
        if not wanted or language.code in wanted
    }
    return success_response(data[wanted[0]] if wanted else data, WEBSITE_DATA.message)


# --- Pages -----------------------------------------------------------------------------------


class DraftPages(Pages):
    """/api/drafts/v2/pages/: those of /api/v2/pages/ in a dry run."""

    @classmethod
    def described(cls, operation: Operation) -> Operation:
        answers = {status: each for status, each in operation.answers.items() if status != "304"}
        return replace(
            operation,
            id=f"{operation.id}_with_drafts",
            tag="Drafts",
            summary=f"{operation.summary}: with all drafts",
            answers={status: replace(each, headers=()) for status, each in answers.items()}
            | _REFUSALS,
            security=_SECURITY,
            examples={"401": ""},
        )


class DraftsRouter(WagtailAPIRouter):
    """Pages are here; what has no drafts is where everybody finds it."""

    def wrap_view(self, func: View) -> Any:
        return with_all_drafts(super().wrap_view(func))

    def get_object_detail_urlpath(self, model: Any, pk: Any) -> Any:
        here = super().get_object_detail_urlpath(model, pk)
        return here or published.get_object_detail_urlpath(model, pk)


router = DraftsRouter("drafts")
router.register_endpoint("pages", DraftPages)
