"""The account: what comes by mail, and a forgotten password, which the postman sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.auth import PasswordResetForm
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab
from wagtail.admin.widgets import SwitchInput
from wagtail.users.models import UserProfile

from cms.notifications.models import Mail, MailPreferences

if TYPE_CHECKING:
    _Form = forms.ModelForm[MailPreferences]
else:
    _Form = forms.ModelForm


class MailPreferencesForm(_Form):
    class Meta:
        model = MailPreferences
        fields = ("translations", "releases", "schedules")
        widgets = dict.fromkeys(fields, SwitchInput)


class MoreByMail(BaseSettingsPanel):
    """Beside Wagtail's own switches, on their tab."""

    name = "by_mail"
    title: str | Promise = gettext_lazy("By e-mail too")
    tab = notifications_tab
    order = 200
    form_class = MailPreferencesForm
    template_name = "cms/admin/mail_preferences.html"

    def get_form(self) -> MailPreferencesForm:
        kept = MailPreferences.objects.filter(user=self.user).first()
        mine = kept or MailPreferences(user=self.user)
        data = self.request.POST if self.request.method == "POST" else None
        return MailPreferencesForm(data, instance=mine, prefix=self.name)

    def get_context_data(self) -> Mapping[str, object]:
        return {**super().get_context_data(), "note": self._note()}

    def _note(self) -> str:
        if not settings.SENDS_MAIL:
            return _("Mail is not set up here: everything is in your inbox, and nothing is mailed.")
        if not self.user.email:
            return _("Your account has no e-mail address: everything is in your inbox alone.")
        return _("Everything is in your inbox. Here you choose what is mailed to you too.")


def preferences(request: HttpRequest, user: User, profile: UserProfile) -> MoreByMail:
    """Hook register_account_settings_panel."""
    return MoreByMail(request, user, profile)


class ForgottenPassword(PasswordResetForm):
    """Leaves the mail to the postman: who asks waits for no server, and learns nothing from how
    long it takes."""

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        *args: object,
        **options: object,
    ) -> None:
        Mail.objects.create(recipient=context["user"], language=translation.get_language() or "")
