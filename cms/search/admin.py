"""Synonyms of the search in the admin: Settings → Synonyms of the search."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from cms.search.models import SearchSynonyms
from cms.search.synonyms import MOST_IN_A_LIST, MOST_LISTS, MOST_WORDS_OF_ONE, entries_of


class SynonymsForm(WagtailAdminModelForm):
    class Meta:
        model = SearchSynonyms
        fields = ("locale", "words")
        widgets = {"words": forms.Textarea(attrs={"rows": 3, "dir": "auto"})}

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"]).strip()
        entries = entries_of(words)
        if len(entries) < 2:
            raise forms.ValidationError(
                _("Two words at least that a search does not take for the same already.")
            )
        if len(entries) > MOST_IN_A_LIST:
            text = _("%(most)s at most in a list.")
            raise forms.ValidationError(text % {"most": MOST_IN_A_LIST})
        if any(len(entry) > MOST_WORDS_OF_ONE for entry in entries):
            text = _("Each may have %(most)s words at most.")
            raise forms.ValidationError(text % {"most": MOST_WORDS_OF_ONE})
        return words

    def clean(self) -> dict[str, Any]:
        if self.instance.pk is None and SearchSynonyms.objects.count() >= MOST_LISTS:
            text = _("There are %(most)s lists, and a search reads no more.")
            raise forms.ValidationError(text % {"most": MOST_LISTS})
        return super().clean() or self.cleaned_data


class Synonyms(ModelViewSet):
    model = SearchSynonyms
    name = "search_synonyms"
    url_prefix = "search-synonyms"
    menu_label = gettext_lazy("Synonyms of the search")
    icon = "search"
    add_to_settings_menu = True
    menu_order = 800
    copy_view_enabled = False
    list_display = ("words", Column("locale", label=gettext_lazy("Language")))
    list_filter = ("locale",)

    def get_form_class(self, for_update: bool = False) -> type[SynonymsForm]:
        return SynonymsForm


def permissions() -> QuerySet[Permission]:
    """Those that an administrator can give to groups."""
    return Permission.objects.filter(
        content_type__app_label="cms", content_type__model="searchsynonyms"
    )
