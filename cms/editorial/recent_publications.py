"""The history of versions in words: what went live, when, by whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.log_actions import registry
from wagtail.models import Locale

from cms.editorial import labels
from cms.publishing.models import Change, KeptVersion, Publication
from snippets import visibility
from snippets.languages import listed
from snippets.visibility import User

# Entries that say less than "published" does of the same page or snippet.
_LESS = frozenset({"wagtail.create", "wagtail.edit", "wagtail.rename"})


@dataclass(frozen=True)
class Deed:
    """What somebody did to a page or snippet: `verb` "Publish", `title` "About us".

    `language` is "" where it has none, `title` where the reader of the line may not read it.
    """

    verb: str
    title: str
    language: str


@dataclass
class HistoryLine:
    """One version of the history."""

    publication: Publication
    changes: list[Change]
    is_kept: bool
    codes: dict[int, str]  # of all languages, by the primary keys of their locales
    told: set[tuple[str, str]]  # whose titles the reader of the line may see, by model and key
    ends_a_rollback: bool = False

    @property
    def version(self) -> int:
        return self.publication.version

    @cached_property
    def took(self) -> str:
        return labels.duration(self.publication.seconds)

    @cached_property
    def who(self) -> str:
        """Names of people, "Schedule", or "" for what came past the admin."""
        names = []
        for change in self.changes:
            if change.how == Change.SCHEDULE:
                name = _("Schedule")
            elif change.user is None:
                name = _("Somebody who is no longer here")
            else:
                name = change.user.get_full_name() or change.user.get_username()
            if name not in names:
                names.append(name)
        return listed(names)

    @cached_property
    def deeds(self) -> list[Deed]:
        by_object: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for change in self.changes:
            for entry in change.entries:
                by_object.setdefault((entry["model"], entry["id"]), []).append(entry)
        deeds = []
        for entries in by_object.values():
            most = [entry for entry in entries if entry["action"] not in _LESS] or entries
            for entry in {entry["action"]: entry for entry in most}.values():
                code = self.codes.get(entry["locale"])
                language = labels.language(code) if code else ""
                title = entry["title"] if (entry["model"], entry["id"]) in self.told else ""
                deeds.append(Deed(_verb(entry["action"]), title, language))
        return deeds

    @cached_property
    def documents(self) -> list[tuple[str, str]]:
        return labels.changed_documents(self.publication.changed)


def _verb(action: str) -> str:
    if registry.action_exists(action):
        return str(registry.get_action_label(action))
    return action


def _told(user: User, changes: Iterable[Change]) -> set[tuple[str, str]]:
    """Of the pages and snippets in `changes`, those whose titles the user may read."""
    ids: dict[str, set[str]] = {}
    for change in changes:
        for entry in change.entries:
            ids.setdefault(entry["model"], set()).add(entry["id"])
    told: set[tuple[str, str]] = set()
    for label, keys in ids.items():
        if model := _model(label):
            told |= {(label, key) for key in visibility.ids_told_to(user, model, keys)}
    return told


def _model(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):  # of a release before this, or none
        return None


def lines(number: int, user: User) -> list[HistoryLine]:
    """The newest versions, newest first, with the titles that `user` may read. Four queries, and a
    few for each type in them, however many lines they are."""
    publications = list(Publication.objects.all()[: number + 1])
    if not publications:
        return []
    kept = set(KeptVersion.objects.values_list("version", flat=True))
    oldest = publications[-1].version
    changes = list(Change.objects.filter(version__gt=oldest).select_related("user"))
    told = _told(user, changes)
    codes = dict(Locale.objects.values_list("pk", "language_code"))
    rolled_back = {each.version for each in publications if each.shows is not None}
    history = []
    # The oldest is read only for where its successor begins, unless the history begins with it.
    before = [*(older.version for older in publications[1:]), 0]
    for publication, since in zip(publications, before, strict=True):
        mine = [change for change in changes if since < change.version <= publication.version]
        ends_a_rollback = publication.shows is None and since in rolled_back
        history.append(
            HistoryLine(
                publication, mine, publication.version in kept, codes, told, ends_a_rollback
            )
        )
    return history[:number]
