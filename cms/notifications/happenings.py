"""What happens elsewhere, and who is told of it. Connected in config/apps.py.

It takes the place of Wagtail's own mail, which is sent in the editor's request
(cms/notifications/upstream_patches.py); whom Wagtail would write to, is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model, Q
from wagtail.models import (
    AbstractGroupApprovalTask,
    Comment,
    Page,
    PageSubscription,
    Revision,
    TaskState,
    WorkflowState,
)
from wagtail.permissions import policy_registry
from wagtail.signals import (
    published,
    task_submitted,
    workflow_approved,
    workflow_rejected,
)

from cms.background.schedule import CouldNot
from cms.notifications import kinds
from cms.notifications.models import Notification
from cms.notifications.telling import tell
from home.localization import status
from home.localization.kinds import kinds as translated_kinds

# "@sara" in a comment; names of accounts are letters, digits and @ . + - _.
_MENTION = re.compile(r"(?:^|(?<=\s))@([\w.@+-]+)")
# Of those who worked on a translation, the last ones.
MOST_TRANSLATORS = 5


def connect() -> None:
    """Once per process, when the apps are ready."""
    task_submitted.connect(submitted, sender=TaskState, dispatch_uid="told.submitted")
    workflow_approved.connect(approved, sender=WorkflowState, dispatch_uid="told.approved")
    workflow_rejected.connect(rejected, sender=WorkflowState, dispatch_uid="told.rejected")
    # Of pages too.
    published.connect(translations_are_behind, dispatch_uid="told.behind")


# --- Moderation ------------------------------------------------------------------------------


def submitted(sender: object, instance: TaskState, user: User | None, **_signal: object) -> None:
    task = instance.task.specific
    if not isinstance(task, AbstractGroupApprovalTask):
        return
    reviewers = User.objects.filter(Q(groups__in=task.groups.all()) | Q(is_superuser=True))
    state = instance.workflow_state
    # Who asked for it knows; that a first reviewer approved is told to the next ones.
    others = reviewers.exclude(pk=state.requested_by_id).distinct()
    tell(kinds.SUBMITTED, others, _thing(state), actor=state.requested_by or user)


def approved(sender: object, instance: WorkflowState, user: User | None, **_signal: object) -> None:
    tell(kinds.APPROVED, [instance.requested_by], _thing(instance), actor=user)


def rejected(sender: object, instance: WorkflowState, user: User | None, **_signal: object) -> None:
    task_state = instance.current_task_state
    reason = str(task_state.specific.get_comment()) if task_state else ""
    thing = _thing(instance)
    tell(kinds.CHANGES_REQUESTED, [instance.requested_by], thing, actor=user, text=reason)


def _thing(state: WorkflowState) -> Any:
    thing = state.content_object
    return thing.specific_deferred if isinstance(thing, Page) else thing


# --- Comments --------------------------------------------------------------------------------


def comments_changed(view: Any, changes: dict[str, Any]) -> None:
    """In place of Wagtail's EditView.send_commenting_notifications: once for each comment and
    answer, with what it says. Whom it mentions is told so, and not a second time."""
    page, editor = view.page, view.request.user
    of_the_page = [
        each.user
        for each in PageSubscription.objects.filter(
            page=page, comment_notifications=True
        ).select_related("user")
    ]
    for comment in changes["new_comments"]:
        _tell_of(kinds.COMMENT, page, editor, comment.text, of_the_page)
    for comment, replies in changes["new_replies"]:
        in_it = [*of_the_page, *_in_the_thread(comment)]
        for reply in replies:
            _tell_of(kinds.REPLY, page, editor, reply.text, in_it)
    for comment in changes["resolved_comments"]:
        in_it = [*of_the_page, *_in_the_thread(comment)]
        tell(kinds.RESOLVED, in_it, page, actor=editor, text=comment.text)


def _tell_of(
    kind: kinds.NotificationKind, page: Page, editor: User, text: str, others: Iterable[User]
) -> None:
    mentioned = tell(kinds.MENTION, _mentioned(text), page, actor=editor, text=text)
    tell(kind, [user for user in others if user not in mentioned], page, actor=editor, text=text)


def _mentioned(text: str) -> Iterable[User]:
    names = {name.rstrip(".") for name in _MENTION.findall(text)}
    return User.objects.filter(username__in=names) if names else ()


def _in_the_thread(comment: Comment) -> list[User]:
    return [comment.user, *(reply.user for reply in comment.replies.all())]


# --- Translations ------------------------------------------------------------------------------


def translations_are_behind(sender: object, instance: Model, **_signal: object) -> None:
    """After the commit: a translation may be published with its source, in one transaction."""
    if not getattr(instance, "live", False) or not hasattr(instance, "translation_key"):
        return
    transaction.on_commit(lambda: _tell_translators(instance), robust=True)


def _tell_translators(published_row: Any) -> None:
    for kind in translated_kinds():
        if not isinstance(published_row, kind.model):
            continue
        late = [
            state
            for state in status.rows_with_states(kind, [published_row.translation_key])
            if state.state == status.BEHIND and state.row_pk != published_row.pk
        ]
        for row in kind.rows().filter(pk__in=[state.row_pk for state in late]):
            _tell_translators_of(row, published_row)
        return


def _tell_translators_of(row: Any, source: Any) -> None:
    label = f"behind:{row._meta.label_lower}:{row.pk}"
    translators = _translators(row)
    unread = set(
        Notification.objects.filter(
            recipient__in=translators, key__startswith=f"{label}:", read_at=None
        ).values_list("recipient_id", flat=True)
    )
    # Who has not looked yet knows it: a source that is published ten times is one line.
    tell(
        kinds.BEHIND,
        [user for user in translators if user.pk not in unread],
        row,
        actor=getattr(source.live_revision, "user", None),
        key=f"{label}:{source.live_revision_id}",
    )


def _translators(row: Any) -> list[User]:
    """Who worked on it; those who may publish it if nobody of them is left."""
    wrote = Revision.objects.for_instance(row).exclude(user=None).order_by("-created_at")
    keys = list(dict.fromkeys(wrote.values_list("user_id", flat=True)[:50]))[:MOST_TRANSLATORS]
    users = [
        user
        for user in User.objects.filter(pk__in=keys, is_active=True)
        if user.has_perm("wagtailadmin.access_admin")
    ]
    if users:
        return users
    policy = policy_registry.get_by_type(type(row))
    return list(policy.users_with_permission_for_instance("publish", row))


# --- What has a time ---------------------------------------------------------------------------


def schedule_failed(failure: CouldNot) -> None:
    """Subscribed to `cms.background.schedule.could_not`."""
    row, revision, reason = failure.row, failure.revision, failure.reason
    people = [revision.user if revision is not None else None, getattr(row, "owner", None)]
    superusers = User.objects.filter(is_superuser=True)
    when = getattr(revision, "approved_go_live_at", None) or getattr(row, "expire_at", None)
    key = f"schedule:{row._meta.label_lower}:{row.pk}:{when.isoformat() if when else ''}"
    tell(kinds.SCHEDULE_FAILED, [*people, *superusers], row, text=reason, key=key)
