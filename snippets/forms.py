"""The admin's forms of snippets: a translation has no fields of what its source decides."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q
from django.forms import TextInput
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel

from snippets.models import MenuItem
from snippets.models.translated import SharedFields


class AddressInput(TextInput):
    """Addresses read from left to right in every language."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"dir": "ltr"} | (attrs or {}))


class TranslatedSnippetForm(WagtailAdminModelForm):
    """Without shared fields, unless it edits the source. `shared_elsewhere`: that source."""

    shared_elsewhere: SharedFields | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.instance.is_source():
            self.shared_elsewhere = self.instance.source()
            for name in self.instance.shared_fields:
                self.fields.pop(name, None)

    def _update_errors(self, errors: ValidationError) -> None:
        """What the model says of a field that is not here is said of the whole."""
        if hasattr(errors, "error_dict"):
            here: dict[str, Any] = {}
            for name, messages in errors.error_dict.items():
                key = name if name in self.fields else NON_FIELD_ERRORS
                here.setdefault(key, []).extend(messages)
            errors = ValidationError(here)
        super()._update_errors(errors)


class MenuItemForm(TranslatedSnippetForm):
    """An item may be under one of the first level in its language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            item = self.instance
            first_level = Q(parent=None, locale_id=item.locale_id) | Q(pk=item.parent_id)
            others = MenuItem.objects.exclude(translation_key=item.translation_key)
            self.fields["parent"].queryset = others.filter(first_level)


class FooterLinkForm(TranslatedSnippetForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "key" in self.fields:
            self.fields["key"].error_messages["invalid"] = _(
                "A key has Latin letters, digits, “-” and “_” alone, such as “privacy-policy”."
            )


class SharedFieldPanel(FieldPanel):
    """A field that the source decides: in a translation it is shown, with the way to the source."""

    def format_value_for_display(self, value: Any) -> Any:
        return "–" if value in (None, "") else super().format_value_for_display(value)

    class BoundPanel(FieldPanel.BoundPanel):
        def __init__(self, **kwargs: Any) -> None:
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
