"""Preview tokens: signed, for 15 minutes, and bound to object, language, user and log-in.

A token carries a random id and no content: the draft is in Redis under that id, together with what
it is bound to. A token is refused
- when it is older than `LIFETIME`;
- when the log-in that made it has ended, or its user may no longer enter the admin or edit the
  object;
- when its object was deleted, published or unpublished since, as the preview is out of date then.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.models import AbstractUser
from django.core import signing
from django.core.cache import caches
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from snippets.visibility import may_edit

LIFETIME = 15 * 60  # seconds
_SALT = "cms.previews"
_KEPT = {"object", "state", "locale", "user", "session", "data"}


class PreviewRefused(Exception):
    """There is no preview (any more); the message says why.

    To the editor in their language; to the website, which asks by the API, in English as all of it.
    """


@dataclass(frozen=True, slots=True)
class Draft:
    """What a token opens. `data` is the preview's JSON."""

    user_id: int
    data: dict[str, object]


def issue(request: HttpRequest, instance: Model, language: str, data: Mapping[str, object]) -> str:
    """Keeps a draft and answers its token. Raises PreviewRefused when Redis is away."""
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
        raise PreviewRefused(
            _("The preview could not be kept: Redis does not answer. Try again shortly.")
        )
    signed = {"id": number, "object": kept["object"], "locale": language, "user": kept["user"]}
    return signing.dumps(signed, salt=_SALT, compress=True)


def redeem(token: str) -> Draft:
    """The draft of a token. Raises PreviewRefused."""
    try:
        signed = signing.loads(token, salt=_SALT, max_age=LIFETIME)
    except signing.SignatureExpired:
        raise PreviewRefused(
            "This preview is older than 15 minutes. Open it again in the editor."
        ) from None
    except signing.BadSignature:
        raise PreviewRefused("This is not a preview's address.") from None
    kept = caches["default"].get(_key(signed["id"]))
    if not isinstance(kept, dict) or not kept.keys() >= _KEPT:
        raise PreviewRefused("This preview is gone. Open it again in the editor.")
    if any(kept[name] != signed[name] for name in ("object", "locale", "user")):
        raise PreviewRefused("This token belongs to another preview.")
    _check_right(_check_log_in(kept["session"], kept["user"]), kept["object"])
    if kept["state"] != _state_now(kept["object"]):
        raise PreviewRefused(
            "This has been published, unpublished or deleted since. Open it again."
        )
    return Draft(user_id=kept["user"], data=kept["data"])


def _key(number: str) -> str:
    return f"preview:{number}"


def _name(instance: Model) -> str:
    """`app.model:pk`, with an empty pk for what is not saved yet."""
    return f"{instance._meta.label_lower}:{instance.pk or ''}"


def _state(instance: Model) -> list[object]:
    """What publishing and unpublishing change, as the database has it now."""
    return _state_now(_name(instance))


def _state_now(name: str) -> list[object]:
    label, _, pk = name.partition(":")
    if not pk:
        return []
    try:
        row = apps.get_model(label)._base_manager.get(pk=pk)
    except ObjectDoesNotExist:
        return ["deleted"]
    return [row.live, row.live_revision_id]


def _check_right(user: AbstractUser, name: str) -> None:
    """Who may no longer edit the thing is shown no draft of it."""
    label, _, pk = name.partition(":")
    model = apps.get_model(label)
    row = model._base_manager.filter(pk=pk).first() if pk else None
    if not may_edit(user, model, row):
        raise PreviewRefused("The user of this preview may no longer edit this.")


def _check_log_in(session_key: str | None, user_id: int) -> AbstractUser:
    """The session must still exist and be this user's, and the password must be unchanged."""
    user = get_user_model()._default_manager.filter(pk=user_id, is_active=True).first()
    if user is None or not user.has_perm("wagtailadmin.access_admin"):
        raise PreviewRefused("The user of this preview may not enter the admin.")
    engine = import_module(settings.SESSION_ENGINE)
    session = engine.SessionStore(session_key)
    signed_in = (
        session_key is not None
        and session.get(SESSION_KEY) == str(user_id)
        and session.get(BACKEND_SESSION_KEY) is not None
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    )
    if not signed_in:
        raise PreviewRefused("The log-in that made this preview has ended.")
    return user
