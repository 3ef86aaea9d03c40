"""What is written down of second factors: in Wagtail's log, which administrators read, and in the
log `security`, which operators read."""

from __future__ import annotations

import logging

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter, log

from cms.accounts.second_factor.removal import REMOVED
from cms.accounts.second_factor.required import FACTORS

security = logging.getLogger("security")

ADDED = "cms.second_factor.added"
GIVEN_UP = "cms.second_factor.given_up"
RENEWED = "cms.second_factor.recovery_codes"
RECOVERED = "cms.second_factor.recovery_code_used"

_LABELS: dict[str, Promise] = {
    ADDED: gettext_lazy("Second factor added"),
    GIVEN_UP: gettext_lazy("Second factor removed by its owner"),
    RENEWED: gettext_lazy("Recovery codes made anew"),
    RECOVERED: gettext_lazy("Logged in with a recovery code"),
    REMOVED: gettext_lazy("Second factor taken away"),
}


def register_log_actions(actions: LogActionRegistry) -> None:
    for action, label in _LABELS.items():
        actions.register_action(action)(
            type("SecondFactorLog", (LogFormatter,), {"label": label, "message": label})
        )


def connect() -> None:
    signals.authenticator_added.connect(_added)
    signals.authenticator_removed.connect(_removed)
    signals.authenticator_reset.connect(_renewed)
    signals.authenticator_used.connect(_used)


def _added(request: HttpRequest, user: User, authenticator: Authenticator, **_of: object) -> None:
    if authenticator.type in FACTORS:
        # Who sets one up has just proved it; all other sessions of theirs are asked for it.
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
        _note(ADDED, user)


def _removed(user: User, authenticator: Authenticator, **_of: object) -> None:
    if authenticator.type in FACTORS:
        _note(GIVEN_UP, user)


def _renewed(user: User, **_of: object) -> None:
    _note(RENEWED, user)


def _used(user: User, authenticator: Authenticator, **_of: object) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        _note(RECOVERED, user)


def _note(action: str, user: User) -> None:
    log(instance=user, action=action, user=user)
    security.info("%s: account %r", action, user.get_username())


def describe(authenticator: Authenticator) -> str:
    """What a factor is called in the admin."""
    if authenticator.type == Authenticator.Type.TOTP:
        return _("App for codes")
    if authenticator.type == Authenticator.Type.WEBAUTHN:
        return str(authenticator.wrap().name)
    return _("Recovery codes")
