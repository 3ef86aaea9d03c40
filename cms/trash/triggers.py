"""The triggers that write deleted rows, and what a deletion cuts, into the trash.

They are on every table of content and of what belongs to it (histories, workflows, comments,
translations, redirects, search), so that a cascade, a foreign key set to NULL, SQL and another
trigger are all kept. They do nothing unless an entry is being written (cms/trash/keeping.py), and a
row that is not kept costs the look at a setting. They are installed after every `migrate`, with
those that raise the version (cms/publishing/triggers.py).
"""

from __future__ import annotations

from django.apps import apps
from django.db import models

from cms.publishing.triggers import Trigger, content_models
from cms.trash.models import TrashedRow

PREFIX = "kept_in_trash"
#: The setting of a transaction that holds the number of the entry.
SETTING = "cms.trash"

# Apps whose tables hold what belongs to pages and snippets.
_APPS = frozenset({"taggit", "wagtail_localize", "wagtailredirects", "wagtailsearch"})
# What others delete or make anew by themselves, or what is no content.
NOT_KEPT = frozenset(
    {
        "home.StaleTranslation",
        "home.TranslationState",
        "home.VideoLookup",
        "snippets.SiteRendition",
        "wagtailcore.APIToken",
        "wagtailcore.UploadedFile",
        "wagtailembeds.Embed",
    }
)
# A release remembers which draft of a page was approved.
_ALSO_KEPT = ("cms.ReleaseMember",)


def kept_models() -> list[type[models.Model]]:
    """Those whose rows come back with what is restored."""
    labels = _APPS | {model._meta.app_label for model in content_models()}
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.label not in NOT_KEPT
        and (model._meta.app_label in labels or model._meta.label in _ALSO_KEPT)
    ]


def wanted_triggers() -> list[Trigger]:
    writes = frozenset({TrashedRow._meta.db_table})
    return [
        Trigger(
            model._meta.db_table,
            name := f"{PREFIX}_{event.lower()}",
            f'CREATE TRIGGER {name} AFTER {event} ON "{model._meta.db_table}" '
            f"FOR EACH ROW WHEN (coalesce(current_setting('{SETTING}', true), '') <> '') "
            f"EXECUTE FUNCTION keep_in_trash('{model._meta.pk.column}')",
            writes=writes,
        )
        for model in kept_models()
        for event in ("DELETE", "UPDATE")
    ]
