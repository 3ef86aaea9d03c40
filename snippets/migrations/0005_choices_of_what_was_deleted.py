"""What translators chose, and what is deleted: from now on it is forgotten at once
(snippets/translated_choices.py). Such a picture left the editor of its translation blank."""

from collections.abc import Iterator

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Model

# The blocks of pages have a picture in a field "image", and a page in a field "page".
CHOSEN = {"image": ("snippets", "SiteImage"), "page": ("wagtailcore", "Page")}


def forget(apps: Apps, _editor: BaseDatabaseSchemaEditor | None) -> None:
    overrides = apps.get_model("wagtail_localize", "SegmentOverride")
    for override in _of_nothing(apps, overrides):
        override.delete()
    segments = apps.get_model("wagtail_localize", "OverridableSegment")
    gone = [segment.pk for segment in _of_nothing(apps, segments)]
    segments.objects.filter(pk__in=gone).update(data_json="null")


def _of_nothing(apps: Apps, model: type[Model]) -> Iterator[Model]:
    for field, (app, name) in CHOSEN.items():
        there = set(apps.get_model(app, name).objects.values_list("pk", flat=True))
        rows = model._default_manager.filter(context__path__endswith=f".{field}")
        for row in rows.filter(data_json__regex=r"^\d+$"):
            if int(row.data_json) not in there:
                yield row


class Migration(migrations.Migration):
    dependencies = [
        ("snippets", "0004_kept_overrides"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
