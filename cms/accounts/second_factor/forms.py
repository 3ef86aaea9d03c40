"""The forms in which a second factor is proved or set up.

A wrong one counts as a wrong password of the same account (cms/http/guesses.py): ten of both kinds
together, and nothing is accepted for a quarter of an hour. django-allauth's own limits are in a
cache, which forgets at a flush, and are off (ACCOUNT_RATE_LIMITS).
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as of_codes
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as of_apps
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn import forms as of_passkeys
from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.accounts.second_factor.encryption import SecretUnreadable
from cms.http import guesses

LAST_COUNTER = "last_counter"

# What libraries raise of JSON that is no credential.
NO_CREDENTIAL = (TypeError, ValueError, LookupError, AttributeError, struct.error)


def code_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "dir": "ltr",
                "autofocus": True,
            }
        ),
    )


def digits(typed: str) -> str:
    """Without spaces and hyphens, and with the digits of Arabic keyboards as ASCII."""
    kept = (sign for sign in typed if not sign.isspace() and sign != "-")
    return "".join(str(unicodedata.digit(sign, sign)) for sign in kept)


@contextmanager
def counted(user: User) -> Iterator[None]:
    """Refuses where too many were wrong, and counts a ValidationError as one more. The answer to
    both is that of a wrong password (AxesMiddleware)."""
    request, name = context.request, user.get_username()
    if guesses.is_locked_out(request, name):
        request.axes_locked_out = True
        raise ValidationError(_("Too many wrong passwords"))
    try:
        yield
    except ValidationError:
        guesses.note_failure(request, name)
        raise


def matching(user: User, code: str) -> Authenticator | None:
    """Which of the user's factors the code is of. It is used up by that: a code of an app, and
    those before it, for ever."""
    rows = Authenticator.objects.select_for_update().filter(user=user)
    for row in rows.filter(type=Authenticator.Type.TOTP):
        if (counter := _counter(row, code)) is not None:
            if counter <= row.data.get(LAST_COUNTER, 0):
                return None
            row.data[LAST_COUNTER] = counter
            row.save(update_fields=["data"])
            return row
    for row in rows.filter(type=Authenticator.Type.RECOVERY_CODES):
        if row.wrap().validate_code(code):
            return row
    return None


def _counter(row: Authenticator, code: str) -> int | None:
    """The step of time that the code is of. Where a code was used is in PostgreSQL and not, as the
    library has it, in the cache: that refuses every code while Redis is away."""
    secret = get_adapter().decrypt(row.data["secret"])
    for counter in totp.yield_hotp_counters_from_time():
        if totp.compare_user_code(
            actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, counter))
        ):
            return counter
    return None


class _Code(of_codes.BaseAuthenticateForm):
    code = code_field()

    def clean_code(self) -> str:
        code = digits(self.cleaned_data["code"])
        with counted(self.user):
            try:
                with transaction.atomic():
                    found = matching(self.user, code)
            except SecretUnreadable:
                raise ValidationError(
                    _(
                        "Your second factor cannot be read any more. Ask an administrator to take "
                        "it away."
                    )
                ) from None
            if found is None:
                raise get_adapter().validation_error("incorrect_code")
        found.user = self.user
        self.authenticator = found
        return code


class LogInCode(_Code, of_codes.AuthenticateForm):
    pass


class ProofCode(_Code, of_codes.ReauthenticateForm):
    pass


class _Passkey(of_passkeys.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        with counted(self.user):
            try:
                return super().clean_credential()
            except NO_CREDENTIAL:
                raise get_adapter().validation_error("incorrect_code") from None


class LogInPasskey(_Passkey):
    pass


class ProofPasskey(_Passkey, of_passkeys.ReauthenticateWebAuthnForm):
    pass


class ProofPassword(ReauthenticateForm):
    """Wrong ones are counted where passwords are: in `authenticate()`."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class AddApp(of_apps.ActivateTOTPForm):
    code = code_field()

    def clean_code(self) -> str:
        self.cleaned_data["code"] = digits(self.cleaned_data["code"])
        code: str = super().clean_code()
        return code


class AddPasskey(of_passkeys.AddWebAuthnForm):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("By which you tell it from your others, such as “Work laptop”."),
    )

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except NO_CREDENTIAL:
            raise get_adapter().validation_error("incorrect_code") from None
        return cleaned
