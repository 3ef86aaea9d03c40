"""Whoever waits for something is told of it in the inbox; nobody of their own act, nor of what
they may not see, nor twice."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone, translation
from wagtail.models import (
    Comment,
    CommentReply,
    GroupPagePermission,
    PageSubscription,
    Revision,
)

from cms.background import schedule
from cms.notifications import happenings
from cms.notifications.kinds import RELEASE_SOON, sentence
from cms.notifications.models import Notification
from cms.releases import going_live, telling
from cms.releases.models import Release, ReleaseMember
from tests import content
from tests.people import Person, with_permissions
from tests.snippets.translating import translate


def inbox(person: Person, language: str = "en") -> list[str]:
    """The sentences, the oldest first, without the marks of direction."""
    with translation.override(language):
        told = Notification.objects.filter(recipient=person.user).order_by("pk")
        return [sentence(each).replace("\u2068", "").replace("\u2069", "") for each in told]


def reviews(person: Person, thing: Any, action: str, comment: str = "") -> Any:
    return person.edits_page(
        thing,
        action="action-workflow-action",
        **{
            "workflow-action-name": action,
            "workflow-action-extra-data": json.dumps({"comment": comment}),
        },
    )


def test_moderation_is_told_to_those_who_wait_for_it(
    admin: Person, editor: Person, publisher: Person, about: Any
) -> None:
    onlooker = with_permissions("onlooker")
    editor.edits_page(about, action="action-submit", title="About us")
    assert inbox(publisher) == inbox(admin) == ["sara submitted “About us” for moderation."]
    assert inbox(editor) == inbox(onlooker) == []

    reviews(publisher, about, "reject", "The telephone number is old.\nSee the contact page.")
    assert inbox(editor) == ["omar asked for changes to “About us”."]
    assert Notification.objects.get(recipient=editor.user).text == (
        "The telephone number is old.\nSee the contact page."
    )

    editor.edits_page(about, action="action-submit", title="About us")
    reviews(publisher, about, "approve")
    assert inbox(editor)[1:] == ["omar approved “About us”."]
    assert inbox(editor, "ar")[1:] == ["وافق omar على «About us»."]
    assert inbox(publisher) == ["sara submitted “About us” for moderation."] * 2


def test_whoever_left_or_may_not_see_it_is_told_nothing(
    editor: Person, publisher: Person, about: Any
) -> None:
    group = publisher.user.groups.get()
    GroupPagePermission.objects.filter(group=group).delete()
    gone = User.objects.create_user("gone", is_active=False)
    gone.groups.add(editor.user.groups.get())
    PageSubscription.objects.create(page=about, user=gone, comment_notifications=True)
    PageSubscription.objects.create(page=about, user=publisher.user, comment_notifications=True)
    comment = Comment(page=about, user=editor.user, text="@omar @gone look", contentpath="title")
    comment.save()

    happenings.comments_changed(_view(about, editor), _changes(new_comments=[comment]))

    assert not Notification.objects.exists()


def _view(page: Any, person: Person) -> Any:
    request = type("Request", (), {"user": person.user})()
    return type("View", (), {"page": page, "request": request})()


def _changes(**some: Any) -> dict[str, Any]:
    return {"new_comments": [], "new_replies": [], "resolved_comments": [], **some}


def test_comments_answers_and_mentions(
    admin: Person, editor: Person, publisher: Person, about: Any
) -> None:
    """A real post of the editor's form; whom it mentions is told so and not a second time."""
    PageSubscription.objects.create(page=about, user=publisher.user, comment_notifications=True)
    counts = {"TOTAL": "1", "INITIAL": "0", "MIN_NUM": "0", "MAX_NUM": ""}
    fields = {
        **{f"comments-{name}_FORMS": number for name, number in counts.items()},
        **{f"comments-0-replies-{name}_FORMS": "0" for name in counts},
        **{f"comments-0-{name}": "" for name in ("DELETE", "resolved", "id", "position")},
        "comments-0-text": "Is this right, @admin?",
        "comments-0-contentpath": "title",
    }
    editor.edits_page(about, action="action-save", **fields)
    comment = Comment.objects.get()
    assert inbox(publisher) == ["sara commented on “About”."]
    assert inbox(admin) == ["sara mentioned you in a comment on “About”."]
    assert inbox(editor) == []

    reply = CommentReply(comment=comment, user=admin.user, text="Yes. Thanks, @omar.")
    reply.save()
    happenings.comments_changed(
        _view(about, admin), _changes(new_replies=[(comment, [reply])], resolved_comments=[comment])
    )
    assert inbox(editor) == [
        "admin answered a comment on “About”.",
        "admin resolved a comment on “About”.",
    ]
    assert inbox(publisher)[1:] == [
        "admin mentioned you in a comment on “About”.",
        "admin resolved a comment on “About”.",
    ]


def test_a_translator_hears_once_that_the_source_was_published(
    admin: Person, publisher: Person, editor: Person, about: Any
) -> None:
    translated = translate(about)
    translated.save_target(publisher.user, publish=True)
    arabic = about.get_translation(content.locale("ar"))
    for title in ("About us", "About the club"):
        admin.edits_page(about, title=title)
    assert inbox(publisher) == [
        f"The source of “{arabic.title}” was published: the translation is behind."
    ]
    assert inbox(admin) == inbox(editor) == []

    Notification.objects.update(read_at=timezone.now())
    admin.edits_page(about, title="About us all")
    assert len(inbox(publisher)) == 2


def test_a_schedule_that_fails_is_told_once_to_who_made_it(
    admin: Person, editor: Person, publisher: Person, monkeypatch: Any
) -> None:
    page = content.page("Opening", "opening", live=False)
    past = timezone.now() - timedelta(minutes=1)
    Revision.objects.filter(pk=page.latest_revision_id).update(
        approved_go_live_at=past, user=publisher.user
    )

    def refuses(self: Revision, **_options: object) -> None:
        raise ValueError("The slug is taken")

    monkeypatch.setattr(Revision, "publish", refuses)
    for _round in range(3):
        schedule.carry_out()
        schedule._refused.clear()  # as a worker that was started again
    sentence_ = "“Opening” could not be published or taken down at its time."
    assert inbox(publisher) == inbox(admin) == [sentence_]
    assert inbox(editor) == []


def test_those_of_a_release_hear_that_it_comes_is_live_or_failed(
    admin: Person, editor: Person, publisher: Person, about: Any
) -> None:
    about.title = "About us"
    about.save_revision(user=editor.user)
    release = Release.objects.create(
        name="Summer", created_by=editor.user, go_live_at=timezone.now() + timedelta(minutes=30)
    )
    ReleaseMember.objects.create(
        release=release,
        content_type_id=about.cached_content_type.pk,
        object_id=str(about.pk),
        title="About",
        added_by=publisher.user,
    )
    assert list(telling.coming()) == []  # nobody approved it
    going_live.approve(release.pk, admin.user)
    for _round in range(2):
        schedule.carry_out()
    assert [told.kind for told in Notification.objects.all()] == [RELEASE_SOON.name] * 3

    going_live.go_live(release.pk, by=admin.user)
    assert inbox(editor)[1:] == inbox(publisher)[1:] == ["The release “Summer” is live."]
    assert len(inbox(admin)) == 1, "its own act"

    empty = Release.objects.create(name="Empty", created_by=editor.user, state="approved")
    with pytest.raises(going_live.ReleaseRefused):
        going_live.go_live(empty.pk)
    assert inbox(editor)[2:] == ["The release “Empty” did not go live; nothing was changed."]
