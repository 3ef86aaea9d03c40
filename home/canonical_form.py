"""The choice of a page's original in the SEO tab: this page, another page of ours, another address.

What is not chosen is emptied, whatever stands in it. The browser shows the field of the choice
alone (home/static/home/canonical.js); without it all are there, and the server decides the same.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from home.canonical import Original, refuse_what_is_no_original
from snippets.visibility import pages_to_link_to

THIS_PAGE, A_PAGE, AN_ADDRESS = "self", "page", "address"
_FIELDS = {A_PAGE: "canonical_page", AN_ADDRESS: "canonical_url"}


def choice_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("Original of this page (canonical address)"),
        choices=[
            (THIS_PAGE, gettext_lazy("This page")),
            (A_PAGE, gettext_lazy("Another page of ours")),
            (AN_ADDRESS, gettext_lazy("Another address")),
        ],
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Which page search engines shall show. Choose another one only when this page says "
            "what that one says."
        ),
    )


class ChoosesOriginal(forms.Form):
    """For forms of pages: above Wagtail's. A draft may be saved without what was chosen."""

    instance: Any
    for_user: Any
    parent_page: Page | None
    is_deferred_validation: bool

    canonical_choice = choice_field()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        original = Original.of(self.instance)
        choice = A_PAGE if original.page_id else AN_ADDRESS if original.address else THIS_PAGE
        self.initial["canonical_choice"] = choice

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "canonical_choice" not in self.fields or self.errors.keys() & _FIELDS_AND_CHOICE:
            return cleaned
        page, address = cleaned.get("canonical_page"), str(cleaned.get("canonical_url") or "")
        choice = cleaned["canonical_choice"]
        if not choice:  # a script that posts the fields alone
            choice = A_PAGE if page else AN_ADDRESS if address else THIS_PAGE
        written = Original(
            page.pk if page is not None and choice == A_PAGE else None,
            address.strip() if choice == AN_ADDRESS else "",
        )
        if choice != THIS_PAGE and written == Original() and not self.is_deferred_validation:
            texts = {A_PAGE: _("Choose the page."), AN_ADDRESS: _("Write the address.")}
            self.add_error(_FIELDS[choice], texts[choice])
            return cleaned
        original = written.normal(self.instance, self.parent_page)
        before = Original.of(self.instance)
        if original != Original() and before not in (original, written):
            try:
                self._refuse(page if choice == A_PAGE else None, original)
            except ValidationError as error:
                self.add_error(_FIELDS[choice], error)
                return cleaned
        cleaned["canonical_page"] = (
            Page.objects.get(pk=original.page_id) if original.page_id is not None else None
        )
        cleaned["canonical_url"] = original.address
        return cleaned

    def _refuse(self, chosen: Page | None, original: Original) -> None:
        """Of pages that the person may not see, nothing is told."""
        if chosen is not None:
            told = pages_to_link_to(self.for_user, Page.objects.filter(pk=chosen.pk))
            if not told.exists():
                raise ValidationError(_("Choose a page that has an address on the website."))
        refuse_what_is_no_original(self.instance, original)


_FIELDS_AND_CHOICE = {"canonical_choice", *_FIELDS.values()}
