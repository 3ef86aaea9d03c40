"""Which lock keeps a person from changing a page or snippet, and what that person is told.

Wagtail's lock keeps people from the form, and from nothing else: a locked page can be deleted,
moved, published in bulk and overwritten by "Sync translated pages". What is locked here stays as it
is, for everybody but who locked it (or, while it waits for approval, its reviewers).

A schedule is no lock of this kind: it says when something is published, not by whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Model, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.locks import BaseLock, BasicLock, WorkflowLock
from wagtail.models import LockableMixin, Page, WorkflowMixin, WorkflowState

from snippets.languages import names_of_locales
from snippets.visibility import may_explore

User = AbstractUser | AnonymousUser


def lock_of(thing: Model) -> BaseLock | None:
    """The lock that a person put on it, else that of its workflow, whomever it concerns."""
    if isinstance(thing, LockableMixin) and thing.locked:
        return BasicLock(thing)
    task = thing.current_workflow_task if isinstance(thing, WorkflowMixin) else None
    return task.lock_class(thing, task) if task is not None else None


def lock_against(user: User | None, thing: Model) -> BaseLock | None:
    """The lock that keeps `user` from changing it. Nobody (a command) is kept out by every lock."""
    lock = lock_of(thing)
    return lock if lock is not None and (user is None or lock.for_user(user)) else None


def locks_below(user: User, page: Page) -> Iterator[BaseLock]:
    """The locks that keep `user` from moving or deleting a page with all that is below it."""
    branch = page.get_descendants(inclusive=True)
    pages = ContentType.objects.get_for_model(Page)
    waiting = WorkflowState.objects.active().filter(base_content_type=pages).values("object_id")
    key = Cast("pk", CharField())
    candidates = branch.annotate(key=key).filter(Q(locked=True) | Q(key__in=waiting))
    for candidate in candidates.order_by("path"):
        if lock := lock_against(user, candidate):
            yield lock


def reason(user: User | None, lock: BaseLock) -> str:
    """Why it stays as it is, and the way out."""
    names = {"title": name_of(user, lock.object), "person": locker_of(lock)}
    if isinstance(lock, WorkflowLock):
        text = _(
            "%(title)s waits for approval, and only its reviewers may change it. Wait for them, or "
            "cancel the workflow in its editor."
        )
    elif names["person"]:
        text = _(
            "%(title)s is locked by %(person)s, and stays as it is. Ask %(person)s to unlock it, "
            "or unlock it in its editor if you may."
        )
    else:
        text = _("%(title)s is locked, and stays as it is. Unlock it in its editor if you may.")
    return text % names


def locker_of(lock: BaseLock) -> str:
    """The name of who locked it, "" when nobody is known."""
    person = lock.object.locked_by if isinstance(lock, BasicLock) else None
    return f"\u2068{get_user_display_name(person)}\u2069" if person is not None else ""


def name_of(user: User | None, thing: Model) -> str:
    """ "“About” (English)". Without a title that this person may not read; nobody reads all."""
    named = {"language": names_of_locales().get(getattr(thing, "locale_id", 0), "")}
    if user is not None and isinstance(thing, Page) and not may_explore(user, thing):
        return _("a page of another section (%(language)s)") % named
    title = thing.get_admin_display_title() if isinstance(thing, Page) else str(thing)
    named["title"] = f"\u2068{title}\u2069"
    if getattr(thing, "alias_of_id", None) is not None:
        return _("“%(title)s” (%(language)s, alias)") % named
    return _("“%(title)s” (%(language)s)") % named


def names_of_things(user: User, things: Iterable[Model]) -> list[str]:
    return [name_of(user, thing) for thing in things]
