"""The admin's forms of snippets: the form of a translation lacks the fields of its source."""

from __future__ import annotations

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q
from django.forms import TextInput
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin.panels import FieldPanel

from snippets.models import MenuItem
from snippets.models.translated import Translated
from snippets.schedule_errors import SchedulesAreFound


class AddressInput(TextInput):
    """Addresses read from left to right in every language."""

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__({"dir": "ltr"} | (attrs or {}))


class TranslatedSnippetForm(SchedulesAreFound):
    """A translation has no shared fields here; `shared_elsewhere` is the source that has them."""

    shared_elsewhere: Translated | None = None

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.instance.is_source():
            self.shared_elsewhere = self.instance.source()
            for name in self.instance.shared_fields:
                self.fields.pop(name, None)

    def _update_errors(self, errors: ValidationError) -> None:
        """An error about a field that the form does not have is an error about all of the form."""
        if hasattr(errors, "error_dict"):
            by_field: dict[str, list[ValidationError]] = {}
            for name, messages in errors.error_dict.items():
                key = name if name in self.fields else NON_FIELD_ERRORS
                by_field.setdefault(key, []).extend(messages)
            errors = ValidationError(by_field)
        super()._update_errors(errors)


class MenuItemForm(TranslatedSnippetForm):
    """An item may be under an item of the first level in its language."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            item = self.instance
            first_level = Q(parent=None, locale_id=item.locale_id) | Q(pk=item.parent_id)
            others = MenuItem.objects.exclude(translation_key=item.translation_key)
            self.fields["parent"].queryset = others.filter(first_level)


class FooterLinkForm(TranslatedSnippetForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if "key" in self.fields:
            self.fields["key"].error_messages["invalid"] = _(
                "A key has Latin letters, digits, “-” and “_” alone, such as “privacy-policy”."
            )


class SharedFieldPanel(FieldPanel):
    """A field that the source decides: in a translation it is shown, with the way to the source."""

    def format_value_for_display(self, value: object) -> object:
        return "–" if value in (None, "") else super().format_value_for_display(value)

    class BoundPanel(FieldPanel.BoundPanel):
        def __init__(self, **kwargs: object) -> None:
            super().__init__(**kwargs)
            source = getattr(self.form, "shared_elsewhere", None)
            if source is None or self.bound_field is not None:
                return
            self.read_only = True
            self.heading = self.panel.heading or self.panel.db_field.verbose_name.capitalize()
            edit = reverse(type(source).snippet_viewset.get_url_name("edit"), args=[source.pk])
            self.help_text = format_html(
                _('Shared by all languages: <a href="{}">edit it in {}</a>.'), edit, source.locale
            )
