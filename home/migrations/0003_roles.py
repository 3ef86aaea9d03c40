"""Who may do what: the groups of the website's staff, and the approval that editors ask for.

Wagtail's own groups ("Moderators", "Editors") and its "Moderators approval" give way to these.
tests/home/test_who_may_do_what.py is the table of who may do what. Permissions are made after all
migrations, so missing ones are made here, under the names that Django gives them.
"""

from django.db import migrations

SNIPPETS = (
    ("snippets", "menuitem", "menu item"),
    ("snippets", "hero", "hero"),
    ("snippets", "partner", "partner"),
    ("snippets", "footerlink", "footer link"),
    ("home", "sitemetadata", "website metadata"),
)
WRITE = ("add", "change", "view")
PUBLISH = ("delete", "publish", "lock", "unlock")

EDITORS = (
    ("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"),
    ("wagtail_localize", "translation", "submit_translation", "Can submit translations"),
    ("home", "homepage", "edit_page_content", "Can edit more of a page than its metadata"),
    *(
        (app, model, f"{verb}_{model}", f"Can {verb} {name}")
        for app, model, name in SNIPPETS
        for verb in WRITE
    ),
)
PUBLISHERS = (
    *EDITORS,
    *(
        (app, model, f"{verb}_{model}", f"Can {verb} {name}")
        for app, model, name in SNIPPETS
        for verb in PUBLISH
    ),
    *(
        ("wagtailredirects", "redirect", f"{verb}_redirect", f"Can {verb} redirect")
        for verb in ("add", "change", "delete", "view")
    ),
)
SEO_STAFF = (
    ("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"),
    *(
        ("home", "sitemetadata", f"{verb}_sitemetadata", f"Can {verb} website metadata")
        for verb in ("change", "view", "publish")
    ),
)
# Group: its permissions, then what it may do with pages, images and documents.
GROUPS = {
    "Editors": (EDITORS, ("add", "change"), ("add", "choose")),
    "Publishers": (
        PUBLISHERS,
        ("add", "change", "publish", "lock", "unlock", "bulk_delete"),
        ("add", "change", "delete", "choose"),
    ),
    "SEO staff": (SEO_STAFF, ("change", "publish"), ("add", "choose")),
}
FILES = (("wagtailimages", "image"), ("wagtaildocs", "document"))
APPROVAL = "Editorial approval"


def make_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Group.objects.filter(name="Moderators").delete()
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    of_pages = apps.get_model("wagtailcore", "GroupPagePermission").objects
    of_files = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    for name, (permissions, pages, files) in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(permission(apps, *one) for one in permissions)
        of_pages.filter(group=group).delete()
        of_files.filter(group=group).delete()
        for verb in pages:
            right = permission(apps, "wagtailcore", "page", f"{verb}_page", f"Can {verb} page")
            of_pages.create(group=group, page=root, permission=right)
        for app, model in FILES:
            for verb in files:
                right = permission(apps, app, model, f"{verb}_{model}", f"Can {verb} {model}")
                of_files.create(group=group, collection=collection, permission=right)


def permission(apps, app, model, codename, name):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app, model=model
    )
    found, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=codename, defaults={"name": name}
    )
    return found


def make_approval(apps, schema_editor):
    def model(name):
        return apps.get_model("wagtailcore", name)

    ContentType = apps.get_model("contenttypes", "ContentType")
    model("Workflow").objects.filter(name="Moderators approval").delete()
    model("Task").objects.filter(name="Moderators approval").delete()
    kind, _ = ContentType.objects.get_or_create(app_label="wagtailcore", model="groupapprovaltask")
    task = model("GroupApprovalTask").objects.create(name=APPROVAL, content_type=kind, active=True)
    task.groups.set(apps.get_model("auth", "Group").objects.filter(name="Publishers"))
    workflow = model("Workflow").objects.create(name=APPROVAL, active=True)
    model("WorkflowTask").objects.create(workflow=workflow, task=task, sort_order=0)
    root = model("Page").objects.get(depth=1)
    model("WorkflowPage").objects.create(workflow=workflow, page=root)
    for app, name, _verbose in SNIPPETS:
        snippet, _ = ContentType.objects.get_or_create(app_label=app, model=name)
        model("WorkflowContentType").objects.create(workflow=workflow, content_type=snippet)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0002_first_pages"),
        ("snippets", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]

    operations = [
        migrations.RunPython(make_roles, migrations.RunPython.noop),
        migrations.RunPython(make_approval, migrations.RunPython.noop),
    ]
