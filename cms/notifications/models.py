"""What people were told, what they choose to get by mail, and the mail that is to be sent."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Notification(models.Model):
    """A line of somebody's inbox. `kind` is one of cms/notifications/kinds.py.

    `key` says what it is about, so that nobody is told of one happening twice. `title` is what the
    thing was called then; `text` is what a person wrote (a reason, a comment), or why it failed.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=120)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    title = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # When the thing happens, of what is announced before its time.
    moment = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="told_once")]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="inbox"),
            models.Index(
                fields=["recipient"], condition=models.Q(read_at=None), name="inbox_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"


class MailPreferences(models.Model):
    """What somebody gets by mail, beyond what Wagtail's own profile asks."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    translations = models.BooleanField(
        _("translations"),
        default=True,
        help_text=_("A translation that you worked on is behind its source"),
    )
    releases = models.BooleanField(
        _("releases"),
        default=True,
        help_text=_("A release that you work on is about to go live, went live or failed"),
    )
    schedules = models.BooleanField(
        _("schedules"),
        default=True,
        help_text=_("What you scheduled could not be published or taken down at its time"),
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.user)


class Mail(models.Model):
    """A mail to one person: of a notification, or, without one, for a new password.

    What it says is made when it is sent, in the language of the receiver. Sent mail has no row.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    notification = models.OneToOneField(
        Notification, null=True, on_delete=models.CASCADE, related_name="+"
    )
    # Of the browser in which a new password was asked for; "": the receiver's own.
    language = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    attempt_at = models.DateTimeField(default=timezone.now)
    failures = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    # When it was given up.
    failed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["attempt_at", "id"], condition=models.Q(failed_at=None), name="mail_to_send"
            )
        ]

    def __str__(self) -> str:
        return f"Mail {self.pk}"
