"""The screen "Translations": every page and snippet, with the state of each of its languages.

It is for those who may submit translations and for those who may see it, and shows what they may
edit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
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
from wagtail.models import Locale, Page, TranslatableMixin

from home.localization import state_index, status, submission
from home.localization.kinds import User, kinds, kinds_by_name
from home.localization.lines import STATE_LABELS, lines, name_of
from home.localization.status import Filters

SUBMIT = "wagtail_localize.submit_translation"
# Of who may see the screen without submitting.
SEE = "home.see_translations"
PER_PAGE = 25


def may_see(user: User) -> bool:
    return bool(user.has_perm(SUBMIT) or user.has_perm(SEE))


class FilterForm(forms.Form):
    q = forms.CharField(required=False, max_length=200, label=gettext_lazy("Search"))
    kind = forms.ChoiceField(required=False, label=gettext_lazy("Type"))
    language = forms.ChoiceField(required=False, label=gettext_lazy("Language"))
    state = forms.ChoiceField(required=False, label=gettext_lazy("State"))

    def __init__(self, data: QueryDict, locales: Sequence[Locale]) -> None:
        super().__init__(data)
        choices = {
            "kind": [(kind.name, kind.label) for kind in kinds()],
            "language": [(locale.language_code, name_of(locale)) for locale in locales],
            "state": [(state, str(label)) for state, label in STATE_LABELS.items()],
        }
        for name, values in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for the type checker
            field.choices = [("", _("All")), *values]

    def filters(self) -> Filters:
        """A value that is none of the choices filters nothing; the form says so."""
        self.is_valid()
        return Filters(
            kind=self.cleaned_data.get("kind", ""),
            language=self.cleaned_data.get("language", ""),
            state=self.cleaned_data.get("state", ""),
            search=self.cleaned_data.get("q", ""),
        )


class Translations(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_required: str = SUBMIT
    raise_exception = True
    template_name = "home/admin/translations.html"
    page_title = gettext_lazy("Translations")
    header_icon = "wagtail-localize-language"

    def has_permission(self) -> bool:
        return may_see(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def filters(self, form: FilterForm) -> Filters:
        return form.filters()

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        locales = _in_the_order_of_settings(Locale.objects.all())
        form = FilterForm(self.request.GET, locales)
        state_index.catch_up()
        groups = status.TranslationGroups(self.request.user, locales, self.filters(form))
        paginator = Paginator(groups, PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        here = self.request.get_full_path()
        return super().get_context_data(**kwargs) | {
            "form": form,
            "is_filtered": any(form.cleaned_data.values()),
            "languages": [(locale.language_code, name_of(locale)) for locale in locales],
            "lines": list(lines(list(page.object_list), locales, here)),
            "page_obj": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "number": paginator.count,
            "here": here,
            "may_send": self.request.user.has_perm(SUBMIT),
            "ticked": {form.cleaned_data.get("language")},
        }


class EverythingOnAPage(Translations):
    """A page and the snippets that it uses, all of it chosen: to be sent to translation."""

    header_icon = "doc-empty-inverse"

    def setup(self, request: HttpRequest, *args: object, page_id: int) -> None:
        super().setup(request, *args, page_id=page_id)
        page = get_object_or_404(Page, pk=page_id).specific
        if page.is_root():
            raise Http404
        self.page = page

    def has_permission(self) -> bool:
        may_edit = self.page.permissions_for_user(self.request.user).can_edit()
        return bool(self.request.user.has_perm(SUBMIT) and may_edit)

    def get_page_title(self) -> str:
        return _("Translate everything on “%(page)s”") % {
            "page": self.page.get_admin_display_title()
        }

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        everything = {"url": reverse("translations:index"), "label": Translations.page_title}
        here = {"url": "", "label": self.get_page_title()}
        return [*WagtailAdminTemplateMixin.get_breadcrumbs_items(self), everything, here]

    def filters(self, form: FilterForm) -> Filters:
        used = submission.used_by(self.page, self.request.user)
        keys = (self.page.translation_key, *(snippet.translation_key for snippet in used))
        return replace(form.filters(), keys=keys)

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        lacking = {
            cell.code
            for line in context["lines"]
            for cell in line.cells
            if cell.state == status.MISSING
        }
        return context | {"of_one_page": True, "ticked": lacking}


def everything_on_it(
    page: Page, user: User, view_name: str | None = None, next_url: str | None = None
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
    by_code = {locale.language_code: locale for locale in locales}
    return [by_code[code] for code in get_content_languages() if code in by_code]


# --- Sending to translation -------------------------------------------------------------------


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """POST thing=<kind>:<pk> …, language=<code> …, use=on: the snippets that they use, too."""
    if not request.user.has_perm(SUBMIT):
        raise PermissionDenied
    codes = request.POST.getlist("language")
    locales = list(Locale.objects.filter(language_code__in=codes))
    sources = list(_chosen(request))
    if not sources:
        messages.warning(request, _("Nothing was chosen."))
    elif not locales:
        messages.warning(request, _("No language was chosen."))
    else:
        used = request.POST.get("use") == "on"
        sent = submission.send(sources, locales, request.user, with_what_they_use=used)
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


def _chosen(request: HttpRequest) -> Iterator[TranslatableMixin]:
    """The sources that were ticked and that the user may edit; others are left out."""
    by_name = kinds_by_name()
    wanted: dict[str, list[int]] = {}
    for value in request.POST.getlist("thing")[:PER_PAGE]:
        name, _colon, pk = value.partition(":")
        if name not in by_name or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
            raise BadRequest
        wanted.setdefault(name, []).append(int(pk))
    for name, kind in by_name.items():
        if pks := wanted.get(name):
            yield from kind.rows_of(request.user).filter(pk__in=pks).order_by("pk")


def _back(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        return address
    return reverse("translations:index")
