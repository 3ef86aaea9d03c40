"""The admin's forms of a page.

A page that is saved without a slug gets a slug. A page whose texts are translated has only its
metadata here: the texts are edited where they are translated (home/localization/permissions.py
opens either).
"""

from __future__ import annotations

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.coreutils import find_available_slug
from wagtail.models import Page
from wagtail_localize.models import Translation

from home.canonical_form import ChoosesOriginal
from home.copies import why_not_under
from home.slugs import is_free, propose_slug
from snippets.names import refuse_invisible
from snippets.schedule_errors import SchedulesAreFound

ADDRESSES = ("slug", "canonical_url", "online_url")


def is_translated(page: Page) -> bool:
    """Whether the texts of this page are those of another page, translated."""
    translations = Translation.objects.filter(enabled=True, target_locale_id=page.locale_id)
    return bool(page.pk) and translations.filter(source__object_id=page.translation_key).exists()


class PageForm(SchedulesAreFound, ChoosesOriginal, WagtailAdminPageForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # The header's buttons ask it of the same page.
        self.instance.texts_are_translated = is_translated(self.instance)
        if self.instance.texts_are_translated:
            for name in (*type(self.instance).content_fields, "slug"):
                self.fields.pop(name, None)
        elif "slug" in self.fields and not self.instance.slug:
            self.fields["slug"].required = False
        for name in ADDRESSES:
            if name in self.fields:  # addresses read from left to right in every language
                self.fields[name].widget.attrs["dir"] = "ltr"

    def _update_errors(self, errors: ValidationError) -> None:
        """What is wrong with a field that this person does not have is told above the form."""
        by_field = errors.update_error_dict({})
        for name in [name for name in by_field if name not in self.fields]:
            if name != NON_FIELD_ERRORS:
                by_field.setdefault(NON_FIELD_ERRORS, []).extend(by_field.pop(name))
        super()._update_errors(ValidationError(by_field))

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        return slug if slug == self.initial.get("slug") else slug.lower()

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean()
        if "slug" not in self.fields:
            return cleaned
        if cleaned.get("slug") == "" and cleaned.get("title"):
            proposal = propose_slug(str(cleaned["title"]))
            cleaned["slug"] = find_available_slug(self.parent_page, proposal, self.instance.pk)
        slug = str(cleaned.get("slug", ""))
        if (
            slug
            and not self.has_error("slug")
            and not is_free(slug, self.parent_page, self.instance)
        ):
            self.add_error("slug", _taken(slug))
        return cleaned


class CopyPageForm(CopyForm):
    """The copy has a name that can be seen, and an address of its own, which is proposed."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        slug = self.page.slug
        if self.page.depth > 1:
            slug = find_available_slug(self.page.get_parent(), slug)
        self.fields["new_slug"].initial = slug

    def clean_new_title(self) -> str:
        title = str(self.cleaned_data["new_title"])
        refuse_invisible(title)
        return title

    def clean_new_slug(self) -> str:
        return str(self.cleaned_data["new_slug"]).lower()

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean()
        slug, parent = str(cleaned.get("new_slug", "")), cleaned.get("new_parent_page")
        parent = parent or self.page.get_parent()
        if text := why_not_under(self.page, parent):
            self.add_error("new_parent_page", text)
        elif slug and not self.has_error("new_slug") and not is_free(slug, parent):
            self.add_error("new_slug", _taken(slug))
        return cleaned


def _taken(slug: str) -> str:
    return _(
        "A page beside this one has the address “%(slug)s” already, but for capital letters: "
        "write another."
    ) % {"slug": slug}
