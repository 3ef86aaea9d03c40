"""Publishers may rebuild the documents; going back to an earlier version is the administrators'."""

from django.db import migrations

GROUP = "Publishers"


def permission(apps):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="cms", model="contentversion"
    )
    made, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename="rebuild_documents",
        defaults={"name": "Can rebuild the published documents"},
    )
    return made


def give(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name=GROUP):
        group.permissions.add(permission(apps))


def take(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name=GROUP):
        group.permissions.remove(permission(apps))


class Migration(migrations.Migration):
    dependencies = [("cms", "0002_history"), ("home", "0003_roles")]
    operations = [migrations.RunPython(give, take)]
