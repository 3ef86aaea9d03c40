"""The trash in the admin: what was deleted, by whom, how long it stays, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminPageChooser
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from cms.trash import rights
from cms.trash.models import Thing, TrashEntry
from cms.trash.places import PagePlace
from cms.trash.restoring import RESTORED, CannotRestoreError, RestorePlan, plan, restore
from snippets.languages import listed, names_of_locales
from snippets.locks.lock import names_of_things

A_PAGE = 30


@dataclass(frozen=True)
class ThingLine:
    """A thing, as the list shows it. `below`: how many pages are under it."""

    title: str
    kind: str
    language: str
    below: int
    was_under: str


def _line(thing: Thing) -> ThingLine:
    try:
        kind = str(apps.get_model(thing["model"])._meta.verbose_name)
    except LookupError:
        kind = thing["model"]
    language = names_of_locales().get(thing["locale"], "") if thing["locale"] else ""
    title, under = thing["title"], thing["parent_title"]
    return ThingLine(
        title, kind[:1].upper() + kind[1:], language, max(thing["pages"] - 1, 0), under
    )


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class _TrashScreen(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "bin"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not rights.may_use_the_trash(_user(request)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


@method_decorator(never_cache, name="dispatch")
class Trash(_TrashScreen):
    """The newest first; of each person what they may restore."""

    template_name = "cms/admin/trash/index.html"
    page_title = gettext_lazy("Trash")

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        here = {"url": "", "label": self.get_page_title()}
        return [*super().get_breadcrumbs_items(), here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = _user(self.request)
        entries = TrashEntry.objects.select_related("deleted_by")
        shown = Paginator(rights.restorable(user, entries), A_PAGE).get_page(
            self.request.GET.get("p")
        )
        return {
            **super().get_context_data(**kwargs),
            "entries": [
                (entry, [_line(thing) for thing in entry.things]) for entry in shown.object_list
            ],
            "shown": shown,
            "days": settings.TRASH_DAYS,
        }


class PlacesForm(forms.Form):
    """A page to choose for each page that has lost the one that it was under."""

    def __init__(self, user: User, homeless: list[PagePlace], data: Any = None) -> None:
        super().__init__(data)
        self._user = user
        self._things = {f"under_{place.thing['key']}": place.thing for place in homeless}
        for name, thing in self._things.items():
            self.fields[name] = forms.ModelChoiceField(
                Page.objects.filter(locale=thing["locale"], depth__gt=1),
                label=_("Put “%(title)s” under") % {"title": thing["title"]},
                widget=AdminPageChooser(user_perms="add_subpage"),
                error_messages={"invalid_choice": _("Choose a page in the same language.")},
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, thing in self._things.items():
            parent = data.get(name)
            if parent is None:
                continue
            model = apps.get_model(thing["model"])
            may = parent.permissions_for_user(self._user).can_add_subpage()
            if not may or parent.specific_class not in model.allowed_parent_page_models():
                self.add_error(name, _("It cannot stand under this page. Choose another one."))
        return data

    @property
    def chosen(self) -> Mapping[str, Page]:
        return {thing["key"]: self.cleaned_data[name] for name, thing in self._things.items()}


@method_decorator(never_cache, name="dispatch")
class RestoreEntry(_TrashScreen):
    """Shows what restoring would do, and does it. "Undo" in a message posts here too."""

    template_name = "cms/admin/trash/restore.html"
    page_title = gettext_lazy("Restore")
    pk: int
    entry: TrashEntry
    form: PlacesForm

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        user = _user(request)
        entry = TrashEntry.objects.filter(pk=kwargs["pk"]).first()
        if entry is None:
            messages.warning(
                request,
                _("It is not in the trash any more: it was restored, or its time was over."),
            )
            return redirect("trash:index")
        rights.require(user, entry)
        self.entry = entry
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("trash:index"), "label": _("Trash")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return self._asks(plan(self.entry))

    def _asks(self, planned: RestorePlan, form: PlacesForm | None = None) -> HttpResponse:
        form = form or PlacesForm(_user(self.request), planned.homeless)
        context = self.get_context_data(
            entry=self.entry,
            things=[_line(thing) for thing in self.entry.things],
            plan=planned,
            form=form,
            media=form.media,
        )
        return self.render_to_response(context)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        user, planned = _user(request), plan(self.entry)
        form = PlacesForm(user, planned.homeless, request.POST)
        if planned.problems:
            return self._asks(planned)
        if not form.is_valid():
            # "Undo" knows nothing of the question: then it is asked without an error.
            asked = any(name in request.POST for name in form.fields)
            return self._asks(planned, form if asked else None)
        try:
            done = restore(self.entry.pk, user, form.chosen)
        except TrashEntry.DoesNotExist:
            messages.warning(request, _("Somebody has restored it already."))
            return redirect("trash:index")
        except CannotRestoreError as error:
            return self._asks(RestorePlan(planned.places, error.sentences))
        self._tell(done)
        return redirect(self._where(done))

    def _tell(self, done: RestorePlan) -> None:
        rows = [
            apps.get_model(thing["model"])._default_manager.get(pk=thing["key"])
            for thing in self.entry.things
        ]
        names = listed(names_of_things(_user(self.request), rows))
        url = AdminURLFinder(self.request.user).get_edit_url(rows[0])
        buttons = [messages.button(url, _("Edit"))] if url else []
        messages.success(self.request, _("Restored: %(names)s.") % {"names": names}, buttons)
        for place in done.renamed:
            messages.warning(
                self.request,
                _(
                    "The slug “%(was)s” is taken by another page now: “%(title)s” has the slug "
                    "“%(slug)s”."
                )
                % {"was": place.was, "title": place.thing["title"], "slug": place.slug},
            )

    def _where(self, done: RestorePlan) -> str:
        """The list in which it is again."""
        for place in done.places:
            if place.parent is not None:
                return reverse("wagtailadmin_explore", args=[place.parent.pk])
        model: Any = apps.get_model(self.entry.things[0]["model"])
        return reverse(model.snippet_viewset.get_url_name("list"))


def urls() -> list[URLPattern | URLResolver]:
    of_the_trash = [
        path("", Trash.as_view(), name="index"),
        path("<int:pk>/restore/", RestoreEntry.as_view(), name="restore"),
    ]
    return [path("trash/", include((of_the_trash, "trash")))]


class TrashItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return rights.may_use_the_trash(request.user)


def menu_item() -> MenuItem:
    return TrashItem(
        gettext_lazy("Trash"), reverse("trash:index"), name="trash", icon_name="bin", order=900
    )


def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        RESTORED, gettext_lazy("Restore from the trash"), gettext_lazy("Restored from the trash")
    )
