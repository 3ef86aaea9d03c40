"""The admin's form of a page.

A page that is saved without a slug gets a slug. A page whose texts are translated has only its
metadata here: the texts are edited where they are translated (home/localization/permissions.py
opens either).
"""

from __future__ import annotations

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.coreutils import find_available_slug
from wagtail.models import Page
from wagtail_localize.models import Translation

from home.slugs import propose_slug


def is_translated(page: Page) -> bool:
    """Whether the texts of this page are those of another page, translated."""
    translations = Translation.objects.filter(enabled=True, target_locale_id=page.locale_id)
    return bool(page.pk) and translations.filter(source__object_id=page.translation_key).exists()


class PageForm(WagtailAdminPageForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if is_translated(self.instance):
            for name in (*type(self.instance).content_fields, "slug"):
                self.fields.pop(name, None)
        elif "slug" in self.fields and not self.instance.slug:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean()
        if "slug" in self.fields and cleaned.get("slug") == "" and cleaned.get("title"):
            proposal = propose_slug(str(cleaned["title"]))
            cleaned["slug"] = find_available_slug(self.parent_page, proposal, self.instance.pk)
        return cleaned
