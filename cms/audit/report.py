"""The report "Audit log": who did what, for whoever has the permission to view it: administrators,
and groups that were given it. It tells titles of whatever the events are about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

import django_filters
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise, cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from cms.audit import events
from cms.audit.models import AuditEvent

VIEW = "cms.view_auditevent"

# Keys of `data` that our own events have; others are shown as they are.
_KEYS: dict[str, Promise] = {
    "added": gettext_lazy("Added"),
    "removed": gettext_lazy("Removed"),
    "ending": gettext_lazy("Ends in"),
    "reason": gettext_lazy("Reason"),
    "version": gettext_lazy("Version"),
    "query": gettext_lazy("Filters"),
    "program": gettext_lazy("Program"),
    "number": gettext_lazy("Number"),
    "until": gettext_lazy("Until"),
    "more": gettext_lazy("More"),
}
_DID: dict[str, Promise] = {
    "made": gettext_lazy("Made"),
    "changed": gettext_lazy("Changed"),
    "deleted": gettext_lazy("Deleted"),
}
_BEYOND = gettext_lazy("Further ones of this hour are in the log of the operators alone.")


def isolated(text: str) -> str:
    """With a direction of its own, whatever stands around it."""
    return f"\u2068{text}\u2069"


def details_of(event: AuditEvent, shown: Callable[[str], str] = str) -> str:
    """In one line, in the reader's language; `shown` is how a value is shown."""

    def value_of(value: object) -> str:
        return shown(_value(value))

    data = dict(event.data)
    parts = []
    if did := data.pop("did", None):
        parts.append(str(_DID.get(did, did)))
    if data.pop("more", None):
        parts.append(str(_BEYOND))
    changes = data.pop("changes", {})
    for name, (before, after) in changes.items():
        values = {"name": _field(event, name), "before": value_of(before), "after": value_of(after)}
        parts.append(_("%(name)s: %(before)s → %(after)s") % values)
    for name, value in data.items():
        parts.append(f"{_KEYS.get(name, name)}: {value_of(value)}")
    return "; ".join(parts)


def _field(event: AuditEvent, name: str) -> str:
    """What a column is called."""
    try:
        model = apps.get_model(event.target_type)
        return str(capfirst(model._meta.get_field(name.removesuffix("_id")).verbose_name))
    except (LookupError, ValueError, FieldDoesNotExist):
        return name


def _value(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    if isinstance(value, dict):
        return ", ".join(f"{name}={_value(each)}" for name, each in value.items())
    return "–" if value in (None, "") else str(value)


def _in_language(language: str | None, rows: Iterator[bytes]) -> Iterator[bytes]:
    while True:
        with translation.override(language):
            row = next(rows, None)
        if row is None:
            return
        yield row


class AuditFilters(WagtailFilterSet):
    at = django_filters.DateFromToRangeFilter(
        label=gettext_lazy("Time"), widget=DateRangePickerWidget
    )
    event = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Event"), choices=lambda: events.choices()
    )
    actor = django_filters.CharFilter(label=gettext_lazy("Who"), lookup_expr="icontains")
    target = django_filters.CharFilter(label=gettext_lazy("What"), lookup_expr="icontains")
    address = django_filters.CharFilter(
        label=gettext_lazy("Network address"), lookup_expr="startswith"
    )

    class Meta:
        model = AuditEvent
        fields: tuple[str, ...] = ()


def _moment(event: AuditEvent) -> str:
    at = timezone.localtime(event.at)
    return f"{date_format(at)}{_(', ')}{date_format(at, 'TIME_FORMAT')}"


class AuditLog(ReportView):
    model = AuditEvent
    page_title = gettext_lazy("Audit log")
    header_icon = "key"
    index_url_name = "audit_log"
    index_results_url_name = "audit_log_results"
    filterset_class = AuditFilters
    any_permission_required = ("view",)
    default_ordering = ("-at", "-pk")
    columns = (
        Column("at", label=gettext_lazy("Time"), accessor=_moment, width="19%"),
        Column(
            "event",
            label=gettext_lazy("Event"),
            accessor=lambda event: events.label(event.event),
            width="17%",
        ),
        Column("actor", label=gettext_lazy("Who"), width="12%"),
        Column("target", label=gettext_lazy("What"), width="17%"),
        Column(
            "details",
            label=gettext_lazy("Details"),
            accessor=lambda event: details_of(event, isolated),
        ),
        Column("address", label=gettext_lazy("Network address"), width="12%"),
    )
    export_filename = "audit-log"
    list_export = (
        *("at", "event", "label", "actor", "target", "target_type", "target_id"),
        *("details", "address", "request_id"),
    )
    export_headings = {
        "at": gettext_lazy("Time"),
        "event": gettext_lazy("Name of the event"),
        "label": gettext_lazy("Event"),
        "actor": gettext_lazy("Who"),
        "target": gettext_lazy("What"),
        "target_type": gettext_lazy("Type"),
        "target_id": gettext_lazy("ID"),
        "details": gettext_lazy("Details"),
        "address": gettext_lazy("Network address"),
        "request_id": gettext_lazy("Request"),
    }

    @cached_property
    def permission_policy(self) -> ModelPermissionPolicy:
        return ModelPermissionPolicy(AuditEvent)

    def to_row_dict(self, item: AuditEvent) -> dict[str, Any]:
        return {
            **{name: getattr(item, name, "") for name in self.list_export},
            "at": timezone.localtime(item.at),
            "label": events.label(item.event),
            "details": details_of(item),
        }

    def stream_csv(self, queryset: QuerySet[AuditEvent]) -> Iterator[bytes]:
        """Row by row, however many there are; in the language of whoever asks, which the view has
        while it answers and not while it is read. With a mark by which Excel knows UTF-8."""
        rows = super().stream_csv(queryset.iterator(chunk_size=2_000))
        return chain(["\ufeff".encode()], _in_language(translation.get_language(), rows))

    def get_heading(self, queryset: object, field: str) -> str:
        return str(self.export_headings[field])


class AuditLogItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(VIEW))


def report_item() -> MenuItem:
    """Hook register_reports_menu_item."""
    return AuditLogItem(
        AuditLog.page_title,
        reverse("audit_log"),
        name="audit-log",
        icon_name=AuditLog.header_icon,
        order=1100,
    )


def urls_of_the_report() -> list[URLPattern]:
    """Hook register_admin_urls."""
    return [
        path("reports/audit-log/", AuditLog.as_view(), name="audit_log"),
        path(
            "reports/audit-log/results/",
            AuditLog.as_view(results_only=True),
            name="audit_log_results",
        ),
    ]


def permissions() -> QuerySet[Permission]:
    """Hook register_permissions: what an administrator can give to groups."""
    return Permission.objects.filter(
        content_type__app_label="cms", content_type__model="auditevent"
    )
