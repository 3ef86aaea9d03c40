"""API tokens in the admin: Settings → API tokens, for whoever has the permissions of the model, so
administrators unless a group was given them. A token is shown once, in the answer that made it: it
is in no session, message or log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AbstractUser, Permission
from django.db.models import QuerySet
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter, log

from cms.tokens.models import BearerSecret, MachineToken
from cms.tokens.scopes import scopes_of

REVOKED = "cms.tokens.revoked"

LENGTHS: dict[str, Promise] = {
    "7": gettext_lazy("7 days"),
    "30": gettext_lazy("30 days"),
    "90": gettext_lazy("90 days"),
    "365": gettext_lazy("1 year"),
}


class SecretForm(WagtailAdminModelForm):
    """Name and end; `for_user` is who makes it."""

    lengths: ClassVar[dict[str, Promise]] = LENGTHS
    lasts = forms.ChoiceField(label=gettext_lazy("Lasts"), initial="7")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lasts"].choices = list(self.lengths.items())
        self.secret = ""

    def save(self, commit: bool = True) -> BearerSecret:
        made: BearerSecret = super().save(commit=False)
        self.secret = made.make(self.for_user, timedelta(days=int(self.cleaned_data["lasts"])))
        return made


class TokenForm(SecretForm):
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("May"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = MachineToken
        fields = ("name", "scopes")

    field_order = ("name", "scopes", "lasts")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: AbstractUser = self.for_user
        self.fields["scopes"].choices = [(each.name, each.label) for each in scopes_of(user)]


class MakeSecret(generic.CreateView):
    """Its answer to the form is the only place where the secret is ever seen."""

    success_template_name = "cms/admin/secret.html"
    how_to_use: str | Promise = ""

    def form_valid(self, form: SecretForm) -> HttpResponse:
        self.form = form
        self.object = form.save()
        log(
            instance=self.object,
            action="wagtail.create",
            user=self.request.user,
            data=_data(self.object),
        )
        response = TemplateResponse(
            self.request,
            self.success_template_name,
            {
                **self.get_context_data(form=form),
                "made": self.object,
                "shown": self.shown(form.secret),
                "how_to_use": self.how_to_use,
                "index_url": self.get_success_url(),
            },
        )
        response["Cache-Control"] = "no-store, private"
        return response

    def shown(self, secret: str) -> str:
        """What is copied."""
        return secret


class Revoke(generic.DeleteView):
    """The row stays: what there was, and until when, can be read later."""

    page_title = gettext_lazy("Revoke")
    template_name = "cms/admin/revoke_secret.html"
    success_message = gettext_lazy("%(object)s is revoked. From now on it opens nothing.")

    def delete_action(self) -> None:
        self.object.revoke()
        log(instance=self.object, action=REVOKED, user=self.request.user, data=_data(self.object))


class Secrets(generic.IndexView):
    """The list, newest first; what has ended stays in it, and can be revoked no more."""

    default_ordering = "-made_at"

    def get_base_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_base_queryset()
        return rows.select_related("maker")

    def get_list_more_buttons(self, instance: BearerSecret) -> list[Button]:
        address = None if instance.revoked_at else self.get_delete_url(instance)
        return [Button(_("Revoke"), address, icon_name="cross", priority=10)] if address else []


class SecretsViewSet(ModelViewSet):
    """List, make, revoke: a secret is not edited."""

    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    index_view_class = Secrets
    delete_view_class = Revoke
    form_class: ClassVar[type[SecretForm]]
    addresses = ("index", "index_results", "add", "delete")

    def get_form_class(self, for_update: bool = False) -> type[SecretForm]:
        return self.form_class

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        left_out = dict.fromkeys(("edit_url_name", "history_url_name", "usage_url_name"))
        common: dict[str, Any] = super().get_common_view_kwargs(**left_out, **kwargs)
        return common

    def get_urlpatterns(self) -> list[URLPattern]:
        return [each for each in super().get_urlpatterns() if each.name in self.addresses]

    def register_admin_url_finder(self) -> None:
        """Nothing leads to an editor: there is none."""

    @classmethod
    def permissions(cls) -> QuerySet[Permission]:
        """Those that an administrator can give to groups."""
        kind = cls.model._meta
        return Permission.objects.filter(
            content_type__app_label=kind.app_label, content_type__model=kind.model_name
        )


def _data(secret: BearerSecret) -> dict[str, str]:
    """Which it is, in the histories."""
    return {"ending": f"…{secret.ending}"}


def _ending(secret: BearerSecret) -> str:
    return format_html('<code dir="ltr">…{}</code>', secret.ending)


def _until(secret: BearerSecret) -> str:
    """The day and the hour: Wagtail's own column calls what is to come "just now"."""
    when = timezone.localtime(secret.expires_at)
    return f"{date_format(when)}{_(', ')}{date_format(when, 'TIME_FORMAT')}"


# The first has the buttons.
COLUMNS = ("name", Column("ending", label=gettext_lazy("Ends in"), accessor=_ending))
DATES = (
    Column("maker", label=gettext_lazy("Made by"), accessor="maker"),
    Column("expires_at", label=gettext_lazy("Until"), accessor=_until),
    DateColumn("last_used_at", label=gettext_lazy("Last used"), width="12%"),
    Column("state", label=gettext_lazy("State"), accessor="state"),
)


class MakeToken(MakeSecret):
    how_to_use = gettext_lazy(
        "Programs send it in the header “Authorization: Bearer …”. Keep it where passwords are "
        "kept."
    )


class Tokens(SecretsViewSet):
    model = MachineToken
    name = "api_tokens"
    url_prefix = "api-tokens"
    menu_label = gettext_lazy("API tokens")
    icon = "key"
    menu_order = 910
    add_view_class = MakeToken
    form_class = TokenForm
    list_display = (
        *COLUMNS,
        Column("labels", label=gettext_lazy("May"), accessor="labels"),
        *DATES,
    )


def register_log_actions(actions: LogActionRegistry) -> None:
    @actions.register_action(REVOKED)
    class Revoked(LogFormatter):
        label = gettext_lazy("Revoke")

        def format_message(self, log_entry: Any) -> str:
            return _("Revoked")
