"""POST /api/update-redis/: rebuilds every document now, for whoever may.

The bearer token of the setting (compared in constant time), an API token with the scope `rebuild`
(cms/tokens), or an admin's session with the permission `cms.rebuild_documents` and a CSRF token.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpResponse
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView
from typing_extensions import TypedDict

from cms.api.envelope import ErrorAnswer, Success, success_response
from cms.api.errors import refuse
from cms.api.throttles import LimitPerAddress
from cms.audit.record import record
from cms.delivery.shapes import Locale
from cms.http import guesses
from cms.http.operation import OpenApiAnswer, Operation, describe
from cms.publishing.publish import NotPublished, publish
from cms.tokens import bearer
from cms.tokens.models import MachineToken
from cms.tokens.scopes import REBUILD

PERMISSION = REBUILD.permission


class BearerOfTheToken:
    """Whoever sent UPDATE_REDIS_TOKEN, or an API token for it."""

    is_authenticated = True
    is_active = True

    def __init__(self, name: str) -> None:
        self.name = name

    def has_perm(self, permission: str) -> bool:
        return permission == PERMISSION


class BearerToken(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[BearerOfTheToken, None] | None:
        given = bearer.sent(request)
        if given is None:
            return None
        bearer.check_guesses(request, guesses.TOKEN)
        expected = settings.UPDATE_REDIS_TOKEN
        name = "UPDATE_REDIS_TOKEN"
        matches = secrets.compare_digest(given.encode(), expected.encode())
        if not (expected and matches):
            token = bearer.redeem(request, given, guesses.TOKEN, MachineToken)
            if not token.has(REBUILD):
                raise bearer.TokenRefused(403, "This token has not the scope “rebuild”.")
            name = f"API token {token.name!r} (…{token.ending}) of {token.maker}"
        return BearerOfTheToken(name), None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="update-redis"'


class MayRebuild(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user and request.user.has_perm(PERMISSION))


class RebuildLimit(LimitPerAddress):
    """Wrong tokens are counted besides, in PostgreSQL (cms/http/guesses.py)."""

    rate = "30/min"
    scope = "update-redis"


class Rebuilt(TypedDict):
    version: int
    languages: list[Locale]
    milliseconds: int


@describe(
    Operation(
        id="update_redis",
        tag="Publishing",
        summary="Rebuild the published documents now",
        method="post",
        answers={
            "200": OpenApiAnswer("They are rebuilt", Success[Rebuilt]),
            "401": OpenApiAnswer("The token is missing or wrong", ErrorAnswer),
            "403": OpenApiAnswer("Without the permission to rebuild", ErrorAnswer),
            "429": OpenApiAnswer("More than 30 tries a minute", ErrorAnswer),
            "503": OpenApiAnswer("PostgreSQL or Redis does not answer", ErrorAnswer),
        },
        security=({"token": []},),
        examples={"200": "", "401": ""},
    )
)
class UpdateRedis(APIView):
    wears_envelope = True
    authentication_classes = [BearerToken, SessionAuthentication]
    permission_classes = [MayRebuild]
    throttle_classes = [RebuildLimit]

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        # Before the token is looked at: wrong guesses count too.
        self.check_throttles(request)
        self.perform_authentication(request)
        self.check_permissions(request)

    def post(self, request: Request) -> HttpResponse:
        try:
            receipt = publish(again=True)
        except NotPublished as error:
            return refuse(503, f"Nothing was rebuilt; readers keep what they have. {error}")
        by = request.user.name if isinstance(request.user, BearerOfTheToken) else request.user
        record("documents.rebuilt", actor=by, request=request, data={"version": receipt.version})
        if not receipt.in_redis:
            return refuse(
                503,
                f"Version {receipt.version} is live on this machine, but Redis does not answer: "
                f"{receipt.redis_error}. The keeper writes it when Redis is back.",
            )
        rebuilt: Rebuilt = {
            "version": receipt.version,
            "languages": list(receipt.languages),
            "milliseconds": round(receipt.seconds * 1000),
        }
        return success_response(rebuilt, "Documents rebuilt")
