"""The page "Published": what readers have now, layer by layer, what they had, and going back.

Everybody who may enter the admin may look. Rebuilding needs `cms.rebuild_documents`, going back to
an earlier version `cms.restore_documents`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.api import health
from cms.audit.record import record
from cms.delivery.registry import DOCUMENTS
from cms.editorial import labels, recent_publications
from cms.publishing import history
from cms.publishing.models import KeptVersion, Publication, Rollback
from cms.publishing.publish import NotPublished, catch_up, publish
from cms.publishing.snapshot import Snapshot
from cms.publishing.stores import memory
from cms.publishing.stores.redis import StoreUnavailable, store

REBUILD = "cms.rebuild_documents"
RESTORE = "cms.restore_documents"
SHOWN = 50


@dataclass(frozen=True)
class PublishedDocument:
    """One document in one language (`language` is "" for the one with all languages)."""

    name: str
    language: str
    path: str
    size: int
    compressed: int
    ttl: int | None
    changed_in: int
    changed_at: datetime | None

    @property
    def minutes(self) -> int | None:
        return None if self.ttl is None else -(-self.ttl // 60)


@dataclass(frozen=True)
class Layer:
    """One place that holds the documents. `state` is "ok", "behind" or "away"."""

    name: str
    version: int | None
    state: str
    trouble: str = ""


class Published(WagtailAdminTemplateMixin, TemplateView):
    template_name = "cms/admin/published.html"
    page_title = gettext_lazy("Published")
    header_icon = "globe"

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context = super().get_context_data(**kwargs)
        user = self.request.user
        catch_up()
        snapshot = memory.newest()
        return context | {
            "snapshot": snapshot,
            "languages": labels.languages(snapshot.languages) if snapshot else "",
            "current": Publication.objects.filter(version=snapshot.version).first()
            if snapshot
            else None,
            "layers": layers(),
            "documents": published_documents(snapshot) if snapshot else [],
            "history": recent_publications.lines(SHOWN, user),
            "may_rebuild": user.has_perm(REBUILD),
            "may_restore": user.has_perm(RESTORE),
        }


def layers() -> list[Layer]:
    """PostgreSQL first: the others follow it."""
    look = health.look_again()
    checks, versions = look["checks"], look["versions"]
    newest = versions["postgresql"]
    places: tuple[tuple[health.Place, str], ...] = (
        ("postgresql", _("Content (PostgreSQL)")),
        ("redis", _("Redis")),
        ("memory", _("This process")),
        ("files", _("Files of this server")),
    )
    layers = []
    for name, label in places:
        held, check = versions[name], checks.get(name, {"ok": True})
        state = "ok" if held == newest or not newest else "behind"
        if not check["ok"] or not held:
            state = "away"
        layers.append(Layer(label, held or None, state, check.get("error", "")))
    return layers


def published_documents(snapshot: Snapshot) -> list[PublishedDocument]:
    try:
        ttls = store().ttls(snapshot)
    except StoreUnavailable:
        ttls = {}
    published_at = dict(Publication.objects.values_list("version", "published_at"))
    published = []
    for document in DOCUMENTS:
        for code in (None, *snapshot.languages):
            key = document.key(code)
            body = snapshot.body(key)
            moment = published_at.get(body.version)
            published.append(
                PublishedDocument(
                    name=labels.document(document.name),
                    language=labels.language(code) if code else "",
                    path=document.path + (f"?locale={code}" if code else ""),
                    size=len(body.plain),
                    compressed=len(body.compressed or body.plain),
                    ttl=ttl if (ttl := ttls.get(key, -1)) >= 0 else None,
                    changed_in=body.version,
                    changed_at=moment,
                )
            )
    return published


@require_POST
def rebuild(request: HttpRequest) -> HttpResponse:
    """Builds the present version again, whatever readers have."""
    if not request.user.has_perm(REBUILD):
        raise PermissionDenied
    try:
        receipt = publish(again=True)
    except NotPublished as error:
        text = _("Nothing was rebuilt; readers keep what they have. The reason: %(reason)s")
        messages.error(request, text % {"reason": error})
        return redirect("published:index")
    record("documents.rebuilt", data={"version": receipt.version})
    figures = {"version": receipt.version, "time": labels.duration(receipt.seconds)}
    if receipt.in_redis:
        messages.success(request, _("Version %(version)s was rebuilt in %(time)s.") % figures)
    else:
        text = _(
            "Version %(version)s was rebuilt for this server, but Redis does not answer: %(reason)s"
        )
        messages.warning(request, text % (figures | {"reason": receipt.redis_error}))
    return redirect("published:index")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=Rollback._meta.get_field("reason").max_length,
        help_text=gettext_lazy("Everybody in the admin reads it until this is undone."),
    )


class Restore(PermissionRequiredMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """Asks for the reason, then puts an earlier version's documents in place of the present."""

    permission_required = RESTORE
    raise_exception = True
    template_name = "cms/admin/restore.html"
    form_class = ReasonForm
    header_icon = "history"
    success_url = reverse_lazy("published:index")

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        super().setup(request, *args, **kwargs)
        self.kept = get_object_or_404(KeptVersion, version=kwargs["version"])

    def get_page_title(self) -> str:
        return _("Roll back to version %(version)s") % {"version": self.kept.version}

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        published = {"url": reverse("published:index"), "label": Published.page_title}
        here = {"url": "", "label": self.get_page_title()}
        return [*super().get_breadcrumbs_items(), published, here]

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        publication = Publication.objects.filter(version=self.kept.version).first()
        stays_away = history.what_stays_away(self.kept)
        return super().get_context_data(**kwargs) | {
            "kept": self.kept,
            "publication": publication,
            "stays_away": stays_away[:SHOWN],
            "more_stay_away": max(0, len(stays_away) - SHOWN),
        }

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        user = self.request.user
        by = user if user.is_authenticated else None
        history.roll_back_to(self.kept, by, form.cleaned_data["reason"])
        self.request.goes_back = True  # type: ignore[attr-defined]
        return super().form_valid(form)


@require_POST
def undo_rollback(request: HttpRequest) -> HttpResponse:
    """Gives readers the present again."""
    if not request.user.has_perm(RESTORE):
        raise PermissionDenied
    history.undo_rollback()
    return HttpResponseRedirect(reverse("published:index"))
