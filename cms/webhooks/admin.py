"""Webhooks in the admin: for whoever has the permissions of the model, so administrators unless a
group was given them. A secret is shown once, when it is made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from cms.audit.record import record
from cms.webhooks import addresses, outbox, testing
from cms.webhooks.messages import EVENTS, languages
from cms.webhooks.models import Webhook, WebhookDelivery

SHOWN = 50

REFUSALS: dict[str, str | Promise] = {
    "malformed": gettext_lazy("This is no address such as https://www.example.com/webhooks."),
    "not_https": gettext_lazy("The address has to begin with https://."),
    "unknown_host": gettext_lazy("No server has this name."),
    "inner_address": gettext_lazy(
        "This leads to an inner address, which is not called. An operator can allow the host by "
        "name (WEBHOOK_ALLOWED_HOSTS)."
    ),
}


class WebhookForm(WagtailAdminModelForm):
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Events"),
        choices=[(name, what) for name, what in EVENTS.items()],
        widget=forms.CheckboxSelectMultiple,
        initial=[*EVENTS][:2],
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None means all."),
    )

    class Meta:
        model = Webhook
        fields = ["name", "address", "events", "languages", "is_on"]
        widgets = {"address": forms.URLInput(attrs={"dir": "ltr"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["languages"]
        field.choices = [(code, get_language_info(code)["name_local"]) for code in languages()]

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"]).strip()
        try:
            addresses.destination(address)
        except addresses.Refused as error:
            raise forms.ValidationError(str(REFUSALS[error.code]), error.code) from error
        return address

    def save(self, commit: bool = True) -> Webhook:
        """Of a stored one the columns of the form alone: the courier writes the others."""
        webhook: Webhook = super().save(commit=False)
        if webhook.pk is None:
            outbox.begin(webhook)
            webhook.save()
            return webhook
        was_on = Webhook.objects.values_list("is_on", flat=True).get(pk=webhook.pk)
        wants_more = webhook.is_on and {"address", "is_on"} & set(self.changed_data)
        written = set(self._meta.fields) - ({"is_on"} if wants_more and not was_on else set())
        webhook.save(update_fields=written)
        if wants_more:
            outbox.resume(webhook)
        return webhook


class Add(generic.CreateView):
    def save_instance(self) -> Webhook:
        webhook: Webhook = super().save_instance()
        show_once(self.request, webhook.secret)
        return webhook

    def get_success_url(self) -> str:
        return reverse("webhook:inspect", args=[self.object.pk])


class Deliveries(generic.InspectView):
    """The state of an endpoint, and what it was sent."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        deliveries = self.object.deliveries.all()
        return super().get_context_data(
            **kwargs,
            webhook=self.object,
            may_change=self.request.user.has_perm("cms.change_webhook"),
            deliveries=deliveries[:SHOWN],
            waiting=deliveries.filter(state=WebhookDelivery.State.OPEN).count(),
            names=EVENTS,
        )


class Webhooks(ModelViewSet):
    model = Webhook
    name = "webhook"
    url_prefix = "webhooks"
    menu_label = gettext_lazy("Webhooks")
    icon = "link-external"
    add_to_settings_menu = True
    menu_order = 900
    copy_view_enabled = False
    inspect_view_enabled = True
    add_view_class = Add
    inspect_view_class = Deliveries
    inspect_template_name = "cms/admin/webhook.html"
    list_display = [
        "name",
        Column("address", label=gettext_lazy("Address")),
        Column(
            "is_on",
            label=gettext_lazy("On"),
            accessor=lambda each: _("Yes") if each.is_on else _("No"),
        ),
        Column(
            "state", label=gettext_lazy("State"), accessor=lambda each: each.get_state_display()
        ),
    ]

    def get_form_class(self, for_update: bool = False) -> type[WebhookForm]:
        return WebhookForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("test/<int:pk>/", send_test, name="test"),
            path("rotate/<int:pk>/", rotate, name="rotate"),
            path("resume/<int:pk>/", resume, name="resume"),
            path("replay/<int:pk>/<int:delivery>/", replay, name="replay"),
        ]


def permissions() -> QuerySet[Permission]:
    """Those that an administrator can give to groups."""
    return Permission.objects.filter(content_type__app_label="cms", content_type__model="webhook")


def show_once(request: HttpRequest, secret: str) -> None:
    text = _("Copy the secret now, it is not shown again:")
    messages.warning(request, format_html('{} <code dir="ltr">{}</code>', text, secret))


def _changed_by(request: HttpRequest, pk: int) -> Webhook:
    if not request.user.has_perm("cms.change_webhook"):
        raise PermissionDenied
    return get_object_or_404(Webhook, pk=pk)


def _back(webhook: Webhook) -> HttpResponse:
    return redirect("webhook:inspect", webhook.pk)


@require_POST
def send_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Now, whatever waits and whether the endpoint is on or not: this request waits for it."""
    webhook = _changed_by(request, pk)
    answer = testing.send_test(webhook)
    record("webhook.tested", target=webhook)
    if answer.is_success:
        text = _("The receiver took the test and answered %(status)s.")
        messages.success(request, text % {"status": answer.status})
    else:
        text = _("The test failed: %(reason)s")
        messages.error(request, text % {"reason": answer.trouble or answer.status})
    return _back(webhook)


@require_POST
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    webhook = _changed_by(request, pk)
    show_once(request, webhook.rotate_secret())
    messages.info(request, _("For 24 hours the old secret signs too."))
    return _back(webhook)


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    webhook = _changed_by(request, pk)
    outbox.resume(webhook)
    messages.success(request, _("What waits is sent now, the oldest first."))
    return _back(webhook)


@require_POST
def replay(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    webhook = _changed_by(request, pk)
    outbox.replay(get_object_or_404(webhook.deliveries, pk=delivery))
    record("webhook.replayed", target=webhook, data={"number": delivery})
    messages.success(request, _("It is sent again, with the same id."))
    return _back(webhook)
