"""A release: a named set of drafts that go live together, and what each member was before."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision


class Release(models.Model):
    """`version` is the one in which it went live, None when nothing changed for readers.

    `failure` says why the last attempt changed nothing: problems as `MemberProblem.as_json()` gives
    them (cms/releases/problems.py), the member's title beside them.
    """

    class State(models.TextChoices):
        PREPARING = "preparing", _("Being prepared")
        # Its members are fixed. With a time, the worker publishes it then.
        APPROVED = "approved", _("Approved")
        # Somebody asked for it, and the worker does it: it takes longer than a request.
        GOING_LIVE = "going_live", _("Going live")
        LIVE = "live", _("Live")
        UNDOING = "undoing", _("Being undone")

    name = models.CharField(_("name"), max_length=120)
    note = models.TextField(
        _("note"),
        blank=True,
        max_length=2000,
        help_text=_("For those who prepare it: what it is about, what is still missing."),
    )
    go_live_at = models.DateTimeField(_("goes live at"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.PREPARING, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    # By whose right its members are published and brought back, also by the worker.
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # When somebody pressed "Publish" or "Undo" last.
    asked_at = models.DateTimeField(null=True, editable=False)
    live_at = models.DateTimeField(null=True, editable=False)
    version = models.BigIntegerField(null=True, editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    failed_at = models.DateTimeField(null=True, editable=False)
    failure = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-created_at", "-pk"]
        permissions = [("publish_release", "Can approve, publish and undo releases")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether its members and its time can be changed."""
        return self.state == self.State.PREPARING


class ReleaseMember(models.Model):
    """A page or snippet of a release.

    `revision` is the draft that was approved, None while the newest one counts. What it was before
    the release went live: `before` is the row (`serializable_data()`, which tells whether it was
    live), and `published` the key of the revision that went live; None when there was nothing new.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="members")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    # As it was called when it was added: what is gone has no other name.
    title = models.CharField(max_length=500)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # What was live when it was added, and when it was approved.
    live_when_added = models.BigIntegerField(null=True)
    was_live_when_approved = models.BooleanField(default=False)
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    published = models.BigIntegerField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "content_type", "object_id"], name="one_member_of_a_release"
            )
        ]
        indexes = [models.Index(fields=["content_type", "object_id"], name="releases_of_a_thing")]

    def __str__(self) -> str:
        return self.title
