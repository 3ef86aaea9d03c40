"""The screen "Translations": every page and snippet, and what each language of it is.

For those who may submit translations, and of what they may edit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale, Page

from home.translations import states, submission
from home.translations.states import BY_NAME, KINDS, Asked, Kind, Progress, Row

SUBMIT = "wagtail_localize.submit_translation"
PER_PAGE = 25

WORDS = {
    states.LIVE: gettext_lazy("Up to date"),
    states.BEHIND: gettext_lazy("Behind"),
    states.DRAFT: gettext_lazy("Draft"),
    states.MISSING: gettext_lazy("Missing"),
}


@dataclass(frozen=True)
class Cell:
    """One language of one thing. Links are empty where there is nothing to do."""

    language: str
    code: str
    state: str
    is_source: bool
    title: str = ""
    has_draft: bool = False
    edit_url: str = ""
    translate_url: str = ""
    sync_url: str = ""
    po_url: str = ""
    progress: Progress | None = None

    @property
    def word(self) -> str:
        if self.is_source and self.state == states.LIVE:
            return _("Source")
        return str(WORDS[self.state])


@dataclass(frozen=True)
class Line:
    """One page or snippet in all languages."""

    value: str
    kind: Kind
    title: str
    cells: Sequence[Cell]

    @property
    def lacks_something(self) -> bool:
        return any(cell.state == states.MISSING for cell in self.cells)


class Narrowing(forms.Form):
    q = forms.CharField(required=False, max_length=200, label=gettext_lazy("Search"))
    kind = forms.ChoiceField(required=False, label=gettext_lazy("Type"))
    language = forms.ChoiceField(required=False, label=gettext_lazy("Language"))
    state = forms.ChoiceField(required=False, label=gettext_lazy("State"))

    def __init__(self, data: Any, locales: Sequence[Locale]) -> None:
        super().__init__(data)
        anything = [("", _("All"))]
        choices: dict[str, list[tuple[str, Any]]] = {
            "kind": [(kind.name, kind.label) for kind in KINDS],
            "language": [(one.language_code, _name(one)) for one in locales],
            "state": list(WORDS.items()),
        }
        for name, values in choices.items():
            self.fields[name].choices = anything + values  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """A value that is none of the choices narrows nothing; the form says so."""
        self.is_valid()
        told = self.cleaned_data
        return Asked(
            kind=told.get("kind", ""),
            language=told.get("language", ""),
            state=told.get("state", ""),
            search=told.get("q", ""),
        )


class Translations(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_required = SUBMIT
    raise_exception = True
    template_name = "home/admin/translations.html"
    page_title = gettext_lazy("Translations")
    header_icon = "wagtail-localize-language"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def asked(self, form: Narrowing) -> Asked:
        return form.asked()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        locales = _in_the_order_of_settings(Locale.objects.all())
        form = Narrowing(self.request.GET, locales)
        found = states.listed(self.request.user, locales, self.asked(form))
        paginator = Paginator(found, PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        here = self.request.get_full_path()
        return super().get_context_data(**kwargs) | {
            "form": form,
            "is_narrowed": any(form.cleaned_data.values()),
            "languages": [(one.language_code, _name(one)) for one in locales],
            "lines": list(lines(list(page.object_list), locales, here)),
            "page_obj": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "number": paginator.count,
            "here": here,
            "ticked": {form.cleaned_data.get("language")},
        }


class EverythingOnAPage(Translations):
    """A page and the snippets that it uses, all of it chosen: to be sent to translation."""

    header_icon = "doc-empty-inverse"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        page = get_object_or_404(Page, pk=kwargs["page_id"]).specific
        if page.is_root():
            raise Http404
        self.page = page

    def has_permission(self) -> bool:
        may_edit = self.page.permissions_for_user(self.request.user).can_edit()
        return bool(super().has_permission() and may_edit)

    def get_page_title(self) -> str:
        return _("Translate everything on “%(page)s”") % {
            "page": self.page.get_admin_display_title()
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        everything = {"url": reverse("translations:index"), "label": Translations.page_title}
        here = {"url": "", "label": self.get_page_title()}
        return [*WagtailAdminTemplateMixin.get_breadcrumbs_items(self), everything, here]

    def asked(self, form: Narrowing) -> Asked:
        used = submission.used_by(self.page, self.request.user)
        keys = (self.page.translation_key, *(one.translation_key for one in used))
        return replace(form.asked(), keys=keys)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        lacking = {
            cell.code
            for line in context["lines"]
            for cell in line.cells
            if cell.state == states.MISSING
        }
        return context | {"of_one_page": True, "ticked": lacking}


def everything_on_it(
    page: Any, user: Any, view_name: str | None = None, next_url: str | None = None
) -> Iterator[Button]:
    """Beside wagtail-localize's "Translate this page", for pages that use snippets, too."""
    if user.has_perm(SUBMIT) and not page.is_root() and page.permissions_for_user(user).can_edit():
        url = reverse("translations:everything_on_a_page", args=[page.pk])
        yield Button(
            _("Translate everything on it"),
            url,
            icon_name="wagtail-localize-language",
            priority=61,
        )


def _in_the_order_of_settings(locales: Iterable[Locale]) -> list[Locale]:
    """Without those that the settings do not name (any more): Wagtail leaves their rows."""
    by_code = {one.language_code: one for one in locales}
    return [by_code[code] for code in get_content_languages() if code in by_code]


def _name(locale: Locale) -> str:
    return str(get_content_languages()[locale.language_code])


def lines(
    found: Sequence[Mapping[str, Any]], locales: Sequence[Locale], here: str
) -> Iterator[Line]:
    keys = [one["group_key"] for one in found]
    kinds = [kind for kind in KINDS if kind.name in {one["kind_name"] for one in found}]
    rows = states.rows_in_all_languages(kinds, keys)
    progress = states.progress_of(keys)
    for one in found:
        kind = BY_NAME[one["kind_name"]]
        cells = [
            _cell(
                kind,
                one,
                locale,
                rows.get((one["group_key"], locale.pk)),
                progress.get((one["group_key"], locale.pk)),
                here,
            )
            for locale in locales
        ]
        value = f"{kind.name}:{one['source_pk']}"
        yield Line(value, kind, one["source_title"], cells)


def _cell(
    kind: Kind,
    found: Mapping[str, Any],
    locale: Locale,
    row: Row | None,
    progress: Progress | None,
    here: str,
) -> Cell:
    code = locale.language_code
    language = _name(locale)
    state = found[states.name_of(locale)]
    if row is None:
        query = urlencode({"select_locale": code, "next": here})
        url = f"{_submit_url(kind, found['source_pk'])}?{query}"
        return Cell(language, code, states.MISSING, is_source=False, translate_url=url)
    cell = Cell(
        language,
        code,
        state,
        is_source=row.pk == found["source_pk"],
        title=row.title,
        has_draft=row.has_draft and state != states.DRAFT,
        edit_url=_edit_url(kind, row.pk),
    )
    if progress is None:
        return cell
    sync = reverse("wagtail_localize:update_translations", args=[progress.source_id])
    return replace(
        cell,
        progress=progress,
        sync_url=f"{sync}?{urlencode({'next': here})}",
        po_url=reverse("wagtail_localize:download_pofile", args=[progress.translation_id]),
    )


def _edit_url(kind: Kind, pk: int) -> str:
    if kind.is_page:
        return reverse("wagtailadmin_pages:edit", args=[pk])
    return reverse(kind.model.snippet_viewset.get_url_name("edit"), args=[pk])


def _submit_url(kind: Kind, pk: int) -> str:
    if kind.is_page:
        return reverse("wagtail_localize:submit_page_translation", args=[pk])
    label = kind.model._meta
    return reverse(
        "wagtail_localize:submit_snippet_translation", args=[label.app_label, label.model_name, pk]
    )


# --- Sending to translation -------------------------------------------------------------------


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """POST thing=<kind>:<pk> …, language=<code> …, use=on: what they use, too."""
    if not request.user.has_perm(SUBMIT):
        raise PermissionDenied
    codes = request.POST.getlist("language")
    locales = list(Locale.objects.filter(language_code__in=codes))
    things = list(_chosen(request))
    if not things:
        messages.warning(request, _("Nothing was chosen."))
    elif not locales:
        messages.warning(request, _("No language was chosen."))
    else:
        used = request.POST.get("use") == "on"
        sent = submission.send(things, locales, request.user, with_what_they_use=used)
        if sent:
            text = ngettext(
                "%(number)d translation was started.",
                "%(number)d translations were started.",
                sent,
            )
            messages.success(request, text % {"number": sent})
        else:
            messages.info(request, _("All of it is in these languages already."))
    return redirect(_back(request))


def _chosen(request: HttpRequest) -> Iterator[Any]:
    """The sources that were ticked, as the user may edit them; others are left out."""
    wanted: dict[str, list[int]] = {}
    for value in request.POST.getlist("thing")[:PER_PAGE]:
        name, _colon, pk = value.partition(":")
        if name not in BY_NAME or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
            raise BadRequest
        wanted.setdefault(name, []).append(int(pk))
    for kind in KINDS:
        if pks := wanted.get(kind.name):
            yield from kind.rows_of(request.user).filter(pk__in=pks).order_by("pk")


def _back(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        return address
    return reverse("translations:index")
