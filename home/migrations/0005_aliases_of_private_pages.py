"""Aliases of pages that were private before become private, in the way of their page.

Wagtail reads an alias's privacy at its source, but the website's documents never did.
"""

from django.db import migrations


def _nearest(restrictions, path):
    """What restricts the page at this path: its own restriction, or the nearest above it."""
    for end in range(len(path), 0, -4):
        if path[:end] in restrictions:
            return restrictions[path[:end]]
    return None


def make_private(apps, _schema_editor):
    restrictions_of = apps.get_model("wagtailcore", "PageViewRestriction").objects
    restrictions = {each.page.path: each for each in restrictions_of.select_related("page")}
    if not restrictions:
        return
    aliases = apps.get_model("wagtailcore", "Page").objects.exclude(alias_of=None)
    rows = list(aliases.values_list("pk", "path", "alias_of__path"))
    made = True
    while made:  # an alias may be of an alias
        made = False
        for pk, path, source in rows:
            pattern = _nearest(restrictions, source)
            if pattern is None or _nearest(restrictions, path) is not None:
                continue
            own = restrictions_of.create(
                page_id=pk, restriction_type=pattern.restriction_type, password=pattern.password
            )
            own.groups.set(pattern.groups.all())
            restrictions[path] = own
            made = True


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0004_translation_states"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(make_private, migrations.RunPython.noop)]
