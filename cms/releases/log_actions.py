"""How histories say what was done with a release: its own, the site's, and that of versions."""

from __future__ import annotations

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from cms.releases.models import ReleaseMember
from snippets.visibility import User, ids_told_to

CREATED, EDITED = "cms.release.create", "cms.release.edit"
ADDED, REMOVED = "cms.release.add", "cms.release.remove"
APPROVED, REOPENED = "cms.release.approve", "cms.release.reopen"
PUBLISHED, FAILED = "cms.release.publish", "cms.release.fail"
UNDONE = "cms.release.undo"

_LABELS = {
    CREATED: (gettext_lazy("Begin a release"), gettext_lazy("Began the release")),
    EDITED: (
        gettext_lazy("Change a release"),
        gettext_lazy("Changed its name, its note or its time"),
    ),
    APPROVED: (gettext_lazy("Approve a release"), gettext_lazy("Approved")),
    REOPENED: (gettext_lazy("Take an approval back"), gettext_lazy("Took the approval back")),
    PUBLISHED: (gettext_lazy("Publish a release"), gettext_lazy("Went live")),
    FAILED: (
        gettext_lazy("A release that did not go live"),
        gettext_lazy("Could not be carried out; nothing changed"),
    ),
    UNDONE: (gettext_lazy("Undo a release"), gettext_lazy("Undone")),
}


def named(title: str) -> str:
    """In the quotes of the reader's language."""
    return _("“{}”").format(f"\u2068{title}\u2069")


def thing_of(member: ReleaseMember) -> list[str]:
    """Model, key and title, as an entry keeps them. Which titles a reader may see, `titles_told`
    says."""
    model = member.content_type.model_class()
    return [model._meta.label_lower if model else "", member.object_id, member.title]


def titles_told(entry: ModelLogEntry, user: User) -> list[str]:
    """Of what was added or taken out, those that the user may read."""
    told = []
    for label, pk, title in (entry.data or {}).get("things", ()):
        if label and ids_told_to(user, apps.get_model(label), {pk}):
            told.append(named(title))
    return told


def register(actions: LogActionRegistry) -> None:
    """Hook register_log_actions."""
    for action, (label, message) in _LABELS.items():
        actions.register_action(action, label, message)

    @actions.register_action(ADDED)
    class Added(LogFormatter):
        label = gettext_lazy("Add to a release")

        def format_message(self, log_entry: ModelLogEntry) -> str:
            number = log_entry.data["number"]
            text = ngettext("Added %(number)s thing", "Added %(number)s things", number)
            return text % {"number": number}

    @actions.register_action(REMOVED)
    class Removed(LogFormatter):
        label = gettext_lazy("Take out of a release")

        def format_message(self, log_entry: ModelLogEntry) -> str:
            return _("Took one thing out")
