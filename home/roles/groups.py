"""The groups of the website's staff, and what each may do with each type of snippet.

Migration 0003 made the groups, their rights over pages and files, and the approval workflow. What
depends on the types of snippets is computed from the table below. After `migrate`, each group gets
its rights over the types that are new to it, and the new types get the approval workflow.

A group gets its rights over a type once. What an administrator changes by hand afterwards stays:
the log of the group says which types it has had, so nothing is given a second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TypeAlias

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import ModelLogEntry, Workflow, WorkflowContentType

from home.models import SiteMetadata
from snippets.models.translated import TranslatedSnippet
from snippets.snippet_types import snippet_types

SnippetType: TypeAlias = type[TranslatedSnippet]

WRITE = ("add", "change", "view")
PUBLISH = ("delete", "publish", "lock", "unlock")
APPROVAL = "Editorial approval"
ADDED = "home.roles.snippet_type_added"


@dataclass(frozen=True)
class Role:
    """What a group may do with every type of snippet, and with the metadata of the website."""

    group: str
    snippets: tuple[str, ...]
    metadata: tuple[str, ...]

    def permissions(self, model: SnippetType) -> tuple[str, ...]:
        """Their codenames, such as "change_hero"."""
        verbs = self.metadata if issubclass(model, SiteMetadata) else self.snippets
        return tuple(f"{verb}_{model._meta.model_name}" for verb in verbs)


ROLES = (
    Role("Editors", snippets=WRITE, metadata=WRITE),
    Role("Publishers", snippets=WRITE + PUBLISH, metadata=WRITE + PUBLISH),
    Role("SEO staff", snippets=(), metadata=("change", "view", "publish")),
)


def bring_up_to_date(**_options: object) -> None:
    """After `migrate` (the signal post_migrate of this app). May run any number of times."""
    if ("home", "0003_roles") not in MigrationRecorder(connection).applied_migrations():
        return  # the groups are not there, or are still those of Wagtail
    workflow = Workflow.objects.filter(name=APPROVAL, active=True).first()
    for model in snippet_types():
        if model._meta.label_lower in _types_of_the_migration():
            continue
        for role in ROLES:
            group = Group.objects.filter(name=role.group).first()
            if group is not None and role.permissions(model) and not _has_had(group, model):
                _add_permissions(group, model, role.permissions(model))
        if workflow is not None and not _has_had(workflow, model):
            _add_approval(workflow, model)


def _types_of_the_migration() -> set[str]:
    """The types that got their rights by the migration, before there was a log of it."""
    migration = import_module("home.migrations.0003_roles")
    return {f"{app_label}.{model_name}" for app_label, model_name, _name in migration.SNIPPETS}


@transaction.atomic
def _add_permissions(group: Group, model: SnippetType, codenames: tuple[str, ...]) -> None:
    # Django and Wagtail make a permission after the migrations of its own app, perhaps later than
    # this. They do not change a permission that exists.
    kind = ContentType.objects.get_for_model(model)
    for codename in codenames:
        name = f"Can {codename.partition('_')[0]} {model._meta.verbose_name_raw}"
        permission, _created = Permission.objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": name}
        )
        group.permissions.add(permission)
    _remember(group, model)


@transaction.atomic
def _add_approval(workflow: Workflow, model: SnippetType) -> None:
    kind = ContentType.objects.get_for_model(model)
    WorkflowContentType.objects.get_or_create(content_type=kind, defaults={"workflow": workflow})
    _remember(workflow, model)


def _has_had(holder: Group | Workflow, model: SnippetType) -> bool:
    entries = ModelLogEntry.objects.for_instance(holder)
    return entries.filter(action=ADDED, data__type=model._meta.label_lower).exists()


def _remember(holder: Group | Workflow, model: SnippetType) -> None:
    log(instance=holder, action=ADDED, data={"type": model._meta.label_lower})


def register_log_actions(actions: LogActionRegistry) -> None:
    """Hook register_log_actions: how the history of a group and of a workflow says it."""

    @actions.register_action(ADDED)
    class TypeAdded(LogFormatter):
        label = gettext_lazy("Add a type of snippet")

        def format_message(self, log_entry: ModelLogEntry) -> str:
            return _("Added the type of snippet “%(type)s”") % log_entry.data
