"""The choosers of pages and snippets, and wagtail-localize's API for them: Wagtail's own, showing
nothing that its user may not see (snippets/visibility.py)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.forms.choosers import URLOrAbsolutePathField
from wagtail.admin.views import chooser as pages
from wagtail.admin.views.pages.ordering import SetPagePositionView
from wagtail.models import Page
from wagtail.snippets.views import chooser
from wagtail_localize.views.snippets_api import SnippetViewSet

from snippets.upstream_patches.addresses import View, in_place_of_localize
from snippets.visibility import pages_to_link_to, visible_rows


class _Listed:
    """For the two views of a list."""

    request: HttpRequest

    def get_object_list(self) -> QuerySet[Model]:
        return visible_rows(self.request.user, super().get_object_list())  # type: ignore[misc]


class ChooseView(_Listed, chooser.ChooseView):
    pass


class ChooseResultsView(_Listed, chooser.ChooseResultsView):
    pass


class ChosenView(chooser.SnippetChosenView):
    def get_object(self, pk: str) -> Model:
        return visible_rows(self.request.user, self.model_class.objects.all()).get(pk=pk)


class ChosenMultipleView(chooser.SnippetChosenMultipleView):
    def get_objects(self, pks: Iterable[str]) -> QuerySet[Model]:
        return visible_rows(self.request.user, super().get_objects(pks))


class CreateView(chooser.SnippetCreateView):
    """Nothing is made in the chooser of a type that has no form for it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.get_creation_form_class():
            raise Http404
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


class SnippetChooser(chooser.SnippetChooserViewSet):
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView
    create_view_class = CreateView


_MOST = 1000  # chosen at once

# --- Pages -----------------------------------------------------------------------------------


def pages_of_the_chooser(rows: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """The hook construct_page_chooser_queryset."""
    return pages_to_link_to(request.user, rows)


class BrowseView(pages.BrowseView):
    """Its list begins with the page that it is of."""

    def get(self, request: HttpRequest, parent_page_id: int) -> HttpResponse:
        if not pages_to_link_to(request.user, Page.objects.filter(pk=parent_page_id)).exists():
            raise Http404
        response: HttpResponse = super().get(request, parent_page_id)
        return response


class ChosenPages(pages.ChosenMultipleView):
    def get(self, request: HttpRequest) -> HttpResponse:
        ids = [each for each in request.GET.getlist("id") if each.isascii() and each.isdigit()]
        shown = pages_to_link_to(request.user, Page.objects.filter(pk__in=ids[:_MOST]))
        query = request.GET.copy()
        query.setlist("id", [str(pk) for pk in shown.values_list("pk", flat=True)])
        request.GET = query  # type: ignore[assignment]  # Django's own is immutable
        response: HttpResponse = super().get(request)
        return response


class AddressField(URLOrAbsolutePathField):
    """Wagtail's stumbles over a form that was sent without it."""

    def to_python(self, value: str | None) -> str:
        address: str = super().to_python(value or "")
        return address


class ExternalLinkForm(pages.ExternalLinkChooserForm):
    url = AddressField(required=True, label=gettext_lazy("URL"))


class ExternalLinkView(pages.ExternalLinkView):
    form_class = ExternalLinkForm


class SetPosition(SetPagePositionView):
    def post(self, request: HttpRequest, page_to_move_id: int) -> HttpResponse:
        if get_object_or_404(Page, pk=page_to_move_id).is_root():
            raise Http404  # it is among no others
        response: HttpResponse = super().post(request, page_to_move_id)
        return response


def addresses_of_pages() -> list[URLPattern]:
    """For config/urls.py, before Wagtail's own: what the hook registers comes after those."""
    return [
        path("choose-page/<int:parent_page_id>/", _of_the_admin(BrowseView.as_view())),
        path("choose-page/chosen-multiple/", _of_the_admin(ChosenPages.as_view())),
        path("choose-external-link/", _of_the_admin(ExternalLinkView.as_view())),
        path("pages/<int:page_to_move_id>/set_position/", _of_the_admin(SetPosition.as_view())),
    ]


def _of_the_admin(view: View) -> View:
    """As Wagtail does with each of its own."""
    decorated: View = never_cache(require_admin_access(view))
    return decorated


# --- Translations ----------------------------------------------------------------------------


class TranslatedChoices(SnippetViewSet):
    def get_queryset(self) -> QuerySet[Any]:
        return visible_rows(self.request.user, super().get_queryset())


def addresses() -> list[URLPattern]:
    """Before wagtail-localize's own (register_admin_urls, order=-1)."""
    listing: View = TranslatedChoices.as_view({"get": "list"})
    detail: View = TranslatedChoices.as_view({"get": "retrieve"})
    return in_place_of_localize(
        {
            "snippets_api_listing": lambda _theirs: listing,
            "snippets_api_detail": lambda _theirs: detail,
        }
    )
