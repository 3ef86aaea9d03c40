"""The names of events, and how people read them. A room that has events of its own registers them
when the apps are ready; a second event of one name raises."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_events: dict[str, Promise] = {}


class UnknownEvent(ValueError):
    """A name that nobody registered."""


def register(names: dict[str, Promise]) -> None:
    """Name ("token.made") -> what happened, for people. Raises ValueError for a name that is
    there."""
    if twice := _events.keys() & names.keys():
        raise ValueError(f"There is an event {sorted(twice)[0]} already.")
    _events.update(names)


def check(name: str) -> None:
    """Raises UnknownEvent."""
    if name not in _events:
        raise UnknownEvent(f"No event is called {name}: register it (cms/audit/events.py).")


def label(name: str) -> str:
    return str(_events.get(name, name))


def choices() -> list[tuple[str, str]]:
    return sorted(((name, str(text)) for name, text in _events.items()), key=lambda each: each[1])


register(
    {
        "login.succeeded": _("Logged in"),
        "login.failed": _("Wrong password or code"),
        "login.locked_out": _("Locked out after wrong passwords or codes"),
        "login.logged_out": _("Logged out"),
        # By triggers.
        "user.created": _("Account made"),
        "user.changed": _("Account changed"),
        "user.deleted": _("Account deleted"),
        "user.activated": _("Account activated"),
        "user.deactivated": _("Account deactivated"),
        "user.superuser_given": _("Made an administrator"),
        "user.superuser_taken": _("Not an administrator any more"),
        "user.password_changed": _("Password changed"),
        "user.groups_changed": _("Groups of an account changed"),
        "user.permissions_changed": _("Permissions of an account changed"),
        "group.created": _("Group made"),
        "group.changed": _("Group renamed"),
        "group.deleted": _("Group deleted"),
        "group.permissions_changed": _("Permissions of a group changed"),
        "privacy.changed": _("Privacy changed"),
        "settings.changed": _("Setting changed"),
        "webhook.changed": _("Webhook changed"),
        # By Wagtail's log.
        "token.made": _("API token made"),
        "token.revoked": _("API token revoked"),
        "share_link.made": _("Share link made"),
        "share_link.revoked": _("Share link revoked"),
        "content.published": _("Published to readers"),
        "content.unpublished": _("Taken down"),
        "content.scheduled": _("Scheduled"),
        "content.reverted": _("Earlier version restored"),
        "content.deleted": _("Deleted"),
        "content.restored": _("Restored from the trash"),
        "release.approved": _("Release approved"),
        "release.published": _("Release published"),
        "release.undone": _("Release undone"),
        # By the rooms.
        "documents.rebuilt": _("Documents rebuilt"),
        "rollback.begun": _("Rolled back to an earlier version"),
        "rollback.undone": _("Rollback undone"),
        "webhook.tested": _("Webhook tested"),
        "webhook.replayed": _("Message of a webhook sent again"),
        "export.made": _("File downloaded from the admin"),
        "audit.pruned": _("Old events of the audit log deleted"),
    }
)
