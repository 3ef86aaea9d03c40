"""The screens of the second factor: the library's views in the look of the admin.

Their names in URLconfs are the library's, which leads from one to the other by them.
"""

from __future__ import annotations

from typing import Any, cast

from allauth.account.views import ReauthenticateView
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.accounts.second_factor.middleware import THEN
from cms.accounts.second_factor.records import describe
from cms.accounts.second_factor.removal import may_take_away, take_away
from cms.accounts.second_factor.required import factors_of, missing, must_have

_FOLDER = "cms/admin/second_factor"

Context = dict[str, Any]


class LogInWithSecondFactor(base.AuthenticateView):
    """Between the password and the admin, for nobody yet: outside of Wagtail's own addresses."""

    template_name = f"{_FOLDER}/log_in.html"

    def get_context_data(self, **kwargs: object) -> Context:
        context: Context = super().get_context_data(**kwargs)
        return {**context, **_ways(self.stage.login.user)}


def _ways(user: User) -> dict[str, bool]:
    types = set(factors_of(user).values_list("type", flat=True))
    return {
        "has_app": Authenticator.Type.TOTP in types,
        "has_passkey": Authenticator.Type.WEBAUTHN in types,
    }


class Screen(WagtailAdminTemplateMixin):
    """One of the account, reached from “Account”. 404 where second factors are off."""

    header_icon = "lock"
    page_title: str | Promise = gettext_lazy("Second factor")
    _of_account = (
        {"url": reverse_lazy("wagtailadmin_account"), "label": gettext_lazy("Account")},
        {"url": reverse_lazy("mfa_index"), "label": gettext_lazy("Second factor")},
    )

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not settings.SECOND_FACTOR:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[Context]:
        return [*self.breadcrumbs_items, *self._of_account, {"url": "", "label": self.page_title}]


class Index(Screen, base.IndexView):
    template_name = f"{_FOLDER}/index.html"

    def get_breadcrumbs_items(self) -> list[Context]:
        account, here = self._of_account
        return [*self.breadcrumbs_items, account, {**here, "url": ""}]

    def get_context_data(self, **kwargs: object) -> Context:
        context: Context = super().get_context_data(**kwargs)
        codes_left = context["authenticators"].get(Authenticator.Type.RECOVERY_CODES)
        return {
            **context,
            "is_required": must_have(self.request.user),
            "is_led_here": missing(self.request) == "factor",
            "codes_left": len(codes_left.get_unused_codes()) if codes_left else 0,
        }


class SetUpApp(Screen, totp.ActivateTOTPView):
    template_name = f"{_FOLDER}/add_app.html"
    page_title = gettext_lazy("Add an app for codes")


class RemoveApp(Screen, totp.DeactivateTOTPView):
    template_name = f"{_FOLDER}/remove.html"
    page_title = gettext_lazy("Remove the app")


class Codes(Screen, codes.ViewRecoveryCodesView):
    template_name = f"{_FOLDER}/codes.html"
    page_title = gettext_lazy("Recovery codes")

    def get_context_data(self, **kwargs: object) -> Context:
        context: Context = super().get_context_data(**kwargs)
        then = self.request.session.get(THEN) or reverse("wagtailadmin_home")
        return {**context, "then": then}


class NewCodes(Screen, codes.GenerateRecoveryCodesView):
    template_name = f"{_FOLDER}/new_codes.html"
    page_title = gettext_lazy("New recovery codes")


class SetUpPasskey(Screen, webauthn.AddWebAuthnView):
    template_name = f"{_FOLDER}/add_passkey.html"
    page_title = gettext_lazy("Add a passkey")

    def get_context_data(self, **kwargs: object) -> Context:
        # The library's forgets the form that was refused.
        return {**super().get_context_data(**kwargs), **kwargs}


class RemovePasskey(Screen, webauthn.RemoveWebAuthnView):
    template_name = f"{_FOLDER}/remove.html"
    page_title = gettext_lazy("Remove the passkey")
    success_url = reverse_lazy("mfa_index")


class Prove(Screen):
    page_title = gettext_lazy("Prove that it is you")
    template_name = f"{_FOLDER}/prove.html"

    def get_breadcrumbs_items(self) -> list[Context]:
        return []


class ProveByPassword(Prove, ReauthenticateView):
    template_name = f"{_FOLDER}/prove_by_password.html"


class ProveByCode(Prove, base.ReauthenticateView):
    def get_context_data(self, **kwargs: object) -> Context:
        return {**super().get_context_data(**kwargs), **_ways(self.request.user)}


class ProveByPasskey(Prove, webauthn.ReauthenticateWebAuthnView):
    template_name = f"{_FOLDER}/prove_by_passkey.html"

    def form_invalid(self, form: Form) -> HttpResponse:
        super().form_invalid(form)  # says what is wrong
        return redirect(self.request.get_full_path())


class OfSomebody(Screen, TemplateView):
    """What an administrator sees of somebody's second factor, and takes away when it is lost."""

    template_name = f"{_FOLDER}/of_somebody.html"
    http_method_names = ("get", "head", "post")

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        self.of = get_object_or_404(User, pk=kwargs["pk"])
        if not may_take_away(cast("User", request.user), self.of):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.of.get_username())

    def get_breadcrumbs_items(self) -> list[Context]:
        users = {"url": reverse("wagtailusers_users:index"), "label": _("Users")}
        edit = reverse("wagtailusers_users:edit", args=[self.of.pk])
        return [
            *self.breadcrumbs_items,
            users,
            {"url": edit, "label": self.of.get_username()},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: object) -> Context:
        rows = [
            {"name": describe(row), "since": row.created_at, "used": row.last_used_at}
            for row in Authenticator.objects.filter(user=self.of).order_by("created_at")
        ]
        more = {"rows": rows, "of": self.of, "is_required": must_have(self.of)}
        return {**super().get_context_data(**kwargs), **more}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        name = self.of.get_username()
        if take_away(self.of, by=cast("User", request.user)):
            said = _("The second factor of “%(name)s” is taken away, and all sessions are ended.")
            messages.success(request, said % {"name": name})
        else:
            messages.warning(request, _("“%(name)s” has no second factor.") % {"name": name})
        if self.of == request.user:
            return redirect("wagtailadmin_login")
        return redirect("wagtailusers_users:edit", pk)


def urls() -> list[URLPattern]:
    """Those inside the admin, by the names that the library knows."""
    of_account = [
        ("", Index, "mfa_index"),
        ("app/add/", SetUpApp, "mfa_activate_totp"),
        ("app/remove/", RemoveApp, "mfa_deactivate_totp"),
        ("codes/", Codes, "mfa_view_recovery_codes"),
        ("codes/new/", NewCodes, "mfa_generate_recovery_codes"),
        ("passkeys/add/", SetUpPasskey, "mfa_add_webauthn"),
        ("passkeys/<int:pk>/remove/", RemovePasskey, "mfa_remove_webauthn"),
        ("prove/", ProveByCode, "mfa_reauthenticate"),
        ("prove/passkey/", ProveByPasskey, "mfa_reauthenticate_webauthn"),
        ("prove/password/", ProveByPassword, "account_reauthenticate"),
    ]
    return [
        *(
            path(f"account/second-factor/{address}", view.as_view(), name=name)
            for address, view, name in of_account
        ),
        path("users/<int:pk>/second-factor/", OfSomebody.as_view(), name="second_factor_of"),
    ]
