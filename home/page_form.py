"""The admin's form of a page.

A new page may leave its slug to us. A page whose texts are translated has no texts here, only its
metadata: the texts are edited where they are translated (home/permissions.py opens either).
"""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.coreutils import find_available_slug
from wagtail_localize.models import Translation

from home.slugs import propose_slug


def is_translated(page: Any) -> bool:
    """Whether the texts of this page are those of another, translated."""
    translations = Translation.objects.filter(enabled=True, target_locale_id=page.locale_id)
    return bool(page.pk) and translations.filter(source__object_id=page.translation_key).exists()


class PageForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_translated(self.instance):
            for name in (*type(self.instance).content_fields, "slug"):
                self.fields.pop(name, None)
        elif "slug" in self.fields and not self.instance.slug:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "slug" in self.fields and cleaned.get("slug") == "" and cleaned.get("title"):
            proposal = propose_slug(cleaned["title"])
            cleaned["slug"] = find_available_slug(self.parent_page, proposal, self.instance.pk)
        return cleaned
