"""Preview tokens: signed, for 15 minutes, and bound to object, language, user and log-in.

What is signed says nothing by itself: the draft lies in Redis under a random id, together with
what it is bound to. A token is refused when it is older than `LIFETIME`, when the log-in that made
it has ended or its user may no longer enter the admin, and when its object was deleted, published
or unpublished since: an old preview is not how things are.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.core import signing
from django.core.cache import caches
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

LIFETIME = 15 * 60  # seconds
_SALT = "cms.preview"


class Refused(Exception):
    """There is no preview (any more); the message says why.

    To the editor in their language; to the website, which asks by the API, in English as all of it.
    """


@dataclass(frozen=True, slots=True)
class Draft:
    """What a token opens. `data` is the preview's JSON."""

    user_id: int
    data: dict[str, Any]


def issue(request: HttpRequest, instance: Any, language: str, data: dict[str, Any]) -> str:
    """Keeps a draft and answers the token that opens it. Raises Refused when Redis is away."""
    number = secrets.token_urlsafe(24)
    kept = {
        "object": _name(instance),
        "state": _state(instance),
        "locale": language,
        "user": request.user.pk,
        "session": request.session.session_key,
        "data": data,
    }
    cache = caches["default"]
    cache.set(_key(number), kept, timeout=LIFETIME)
    if cache.get(_key(number)) is None:
        raise Refused(_("The preview could not be kept: Redis does not answer. Try again shortly."))
    signed = {"id": number, "object": kept["object"], "locale": language, "user": kept["user"]}
    return signing.dumps(signed, salt=_SALT, compress=True)


def redeem(token: str) -> Draft:
    """The draft of a token. Raises Refused."""
    try:
        signed = signing.loads(token, salt=_SALT, max_age=LIFETIME)
    except signing.SignatureExpired:
        raise Refused(
            "This preview is older than 15 minutes. Open it again in the editor."
        ) from None
    except signing.BadSignature:
        raise Refused("This is not a preview's address.") from None
    kept = caches["default"].get(_key(signed["id"]))
    if kept is None:
        raise Refused("This preview is gone. Open it again in the editor.")
    if any(kept[name] != signed[name] for name in ("object", "locale", "user")):
        raise Refused("This token belongs to another preview.")
    _check_log_in(kept["session"], kept["user"])
    if kept["state"] != _state_now(kept["object"]):
        raise Refused("This has been published, unpublished or deleted since. Open it again.")
    return Draft(user_id=kept["user"], data=kept["data"])


def _key(number: str) -> str:
    return f"preview:{number}"


def _name(instance: Any) -> str:
    """`app.model:pk`, with an empty pk for what is not saved yet."""
    return f"{instance._meta.label_lower}:{instance.pk or ''}"


def _state(instance: Any) -> list[Any]:
    """What publishing and unpublishing change, as the database has it now."""
    return _state_now(_name(instance))


def _state_now(name: str) -> list[Any]:
    label, _, pk = name.partition(":")
    if not pk:
        return []
    try:
        row = apps.get_model(label)._base_manager.get(pk=pk)
    except ObjectDoesNotExist:
        return ["deleted"]
    return [row.live, row.live_revision_id]


def _check_log_in(session_key: str | None, user_id: int) -> None:
    """The session must still be there, be this user's, and their password unchanged."""
    user = get_user_model()._default_manager.filter(pk=user_id, is_active=True).first()
    if user is None or not user.has_perm("wagtailadmin.access_admin"):
        raise Refused("The user of this preview may not enter the admin.")
    engine = import_module(settings.SESSION_ENGINE)
    session = engine.SessionStore(session_key)
    signed_in = (
        session_key is not None
        and session.get(SESSION_KEY) == str(user_id)
        and session.get(BACKEND_SESSION_KEY) is not None
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    )
    if not signed_in:
        raise Refused("The log-in that made this preview has ended.")
