"""What django-allauth asks the project for: how somebody is logged in, what is said, stored and
written by mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.accounts.second_factor import encryption, notices
from cms.accounts.second_factor.required import factors_of
from cms.http.client_address import client_address

REMEMBER = "remember_the_log_in"

_SAID: dict[str, Promise] = {
    "mfa/messages/totp_activated.txt": gettext_lazy("The app is your second factor from now on."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("The app is not a second factor any more."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy(
        "New recovery codes are made. They are shown once: keep them now."
    ),
}


class AccountAdapter(DefaultAccountAdapter):
    def login(self, request: HttpRequest, user: User) -> None:
        # Between password and code the user was in the session, and what let them in was not.
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **of: object
    ) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **of)
        remember = request.session.pop(REMEMBER, False)
        request.session.set_expiry(settings.SESSION_COOKIE_AGE if remember else 0)
        return response

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: Mapping[str, object] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """The sentences of the library are not those of the admin; what is not here is not said."""
        if text := message or _SAID.get(message_template or ""):
            messages.add_message(request, level, str(text), extra_tags=extra_tags)

    def send_notification_mail(
        self, template_prefix: str, user: User, *_of: object, **_: object
    ) -> None:
        notices.changed(user)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or ""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("wagtailadmin_home")

    def get_reauthentication_methods(
        self, user: AbstractBaseUser | AnonymousUser
    ) -> list[dict[str, Any]]:
        """Who has a second factor proves it: a password alone must not take it off."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not factors_of(user).exists():
            return methods
        return [method for method in methods if method["id"].startswith("mfa_")]


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This is not right, or it was used before. Try again."),
    }

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def get_totp_issuer(self) -> str:
        return str(settings.WAGTAIL_SITE_NAME)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {
            **super().get_public_key_credential_rp_entity(),
            "name": str(settings.WAGTAIL_SITE_NAME),
        }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}
