"""The page "Published": what readers have now, layer by layer, what they had, and going back.

Everybody who may enter the admin may look. Rebuilding needs `cms.rebuild_documents`, going back to
an earlier version `cms.restore_documents`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

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

from cms import health
from cms.admin import lately, words
from cms.documents import history, memory
from cms.documents.publish import NotPublished, catch_up, publish
from cms.documents.registry import DOCUMENTS
from cms.documents.snapshot import Snapshot
from cms.documents.store import StoreUnavailable, store
from cms.models import Hold, KeptVersion, Publication

REBUILD = "cms.rebuild_documents"
RESTORE = "cms.restore_documents"
SHOWN = 50


@dataclass(frozen=True)
class Shelf:
    """One document in one language (`language` is "" for the one with all languages)."""

    name: str
    language: str
    path: str
    size: int
    compressed: int
    ttl: int | None
    changed_in: int | None
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

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user = self.request.user
        catch_up()
        snapshot = memory.newest()
        return context | {
            "snapshot": snapshot,
            "languages": words.languages(snapshot.languages) if snapshot else "",
            "current": Publication.objects.filter(version=snapshot.version).first()
            if snapshot
            else None,
            "layers": layers(),
            "shelves": shelves(snapshot) if snapshot else [],
            "history": lately.lines(SHOWN),
            "may_rebuild": user.has_perm(REBUILD),
            "may_restore": user.has_perm(RESTORE),
        }


def layers() -> list[Layer]:
    """PostgreSQL first: the others follow it."""
    look = health.look_again()
    checks, versions = look["checks"], look["versions"]
    newest = versions["postgresql"]
    found = []
    for name, label in (
        ("postgresql", _("Content (PostgreSQL)")),
        ("redis", _("Redis")),
        ("memory", _("This process")),
        ("files", _("Files of this server")),
    ):
        held, check = versions[name], checks.get(name, {"ok": True})
        state = "ok" if held == newest or not newest else "behind"
        if not check["ok"] or not held:
            state = "away"
        found.append(Layer(label, held or None, state, check.get("error", "")))
    return found


def shelves(snapshot: Snapshot) -> list[Shelf]:
    try:
        ttls = store().ttls(snapshot.languages)
    except StoreUnavailable:
        ttls = {}
    changes = _last_changes()
    found = []
    for document in DOCUMENTS:
        for code in (None, *snapshot.languages):
            key = document.key(code)
            body = snapshot.body(key)
            version, moment = changes.get(key, (None, None))
            found.append(
                Shelf(
                    name=words.document(document.name),
                    language=words.language(code) if code else "",
                    path=document.path + (f"?locale={code}" if code else ""),
                    size=len(body.plain),
                    compressed=len(body.compressed or body.plain),
                    ttl=ttl if (ttl := ttls.get(key, -1)) >= 0 else None,
                    changed_in=version,
                    changed_at=moment,
                )
            )
    return found


def _last_changes() -> dict[str, tuple[int, datetime]]:
    """Key -> the last version that said something else in it, and when; of those remembered."""
    found: dict[str, tuple[int, datetime]] = {}
    for version, moment, keys in Publication.objects.values_list(
        "version", "published_at", "changed"
    ):
        for key in keys:
            found.setdefault(key, (version, moment))
    return found


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
    told = {"version": receipt.version, "time": words.duration(receipt.seconds)}
    if receipt.in_redis:
        messages.success(request, _("Version %(version)s was rebuilt in %(time)s.") % told)
    else:
        text = _(
            "Version %(version)s was rebuilt for this server, but Redis does not answer: %(reason)s"
        )
        messages.warning(request, text % (told | {"reason": receipt.redis_error}))
    return redirect("published:index")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=Hold._meta.get_field("reason").max_length,
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

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.kept = get_object_or_404(KeptVersion, version=kwargs["version"])

    def get_page_title(self) -> str:
        return _("Go back to version %(version)s") % {"version": self.kept.version}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        published = {"url": reverse("published:index"), "label": Published.page_title}
        here = {"url": "", "label": self.get_page_title()}
        return [*super().get_breadcrumbs_items(), published, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        publication = Publication.objects.filter(version=self.kept.version).first()
        return super().get_context_data(**kwargs) | {"kept": self.kept, "publication": publication}

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        history.hold(self.kept, self.request.user, form.cleaned_data["reason"])
        self.request.goes_back = True  # type: ignore[attr-defined]
        return super().form_valid(form)


@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """Gives readers the present again."""
    if not request.user.has_perm(RESTORE):
        raise PermissionDenied
    history.release()
    return HttpResponseRedirect(reverse("published:index"))
