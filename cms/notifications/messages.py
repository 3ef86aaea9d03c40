"""Mail as it is sent: made at that moment, in the language and time zone of its receiver, as plain
text and as HTML with the direction of that language."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

from cms.notifications import things
from cms.notifications.kinds import KINDS, sentence
from cms.notifications.models import Mail, Notification

_RESET = "wagtailadmin/account/password_reset/"


def message_of(mail: Mail) -> EmailMultiAlternatives | None:
    """None when it has nobody to go to any more: who left, or may not see the thing now.

    The same mail has the same Message-ID in every attempt: one that a server took and did not
    confirm is one mail to the receiver's program.
    """
    user, told = mail.recipient, mail.notification
    if not user.is_active or not user.email:
        return None
    profile = UserProfile.get_for_user(user)
    language = mail.language or profile.preferred_language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(profile.get_current_time_zone()):
        if told is None:
            message = _new_password(user)
        elif things.visible(user, [told]) and KINDS[told.kind].is_mailed_to(user):
            message = _notification(user, told, language)
        else:
            return None
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    message.extra_headers |= {
        "Message-ID": f"<cms.{mail.pk}.{mail.created_at.timestamp():.0f}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": language,
    }
    return message


def _notification(user: User, told: Notification, language: str) -> EmailMultiAlternatives:
    words = sentence(told)
    context = {
        "language": language,
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "sentence": words,
        "text": told.text,
        "url": f"{settings.CMS_URL}" + reverse("inbox:open", args=[told.pk]),
        "account_url": f"{settings.CMS_URL}" + reverse("wagtailadmin_account"),
        "site": settings.WAGTAIL_SITE_NAME,
    }
    message = EmailMultiAlternatives(
        f"[{settings.WAGTAIL_SITE_NAME}] {words}",
        render_to_string("cms/mail/notification.txt", context),
        to=[user.email],
    )
    message.attach_alternative(render_to_string("cms/mail/notification.html", context), "text/html")
    return message


def _new_password(user: User) -> EmailMultiAlternatives:
    """Wagtail's texts. The link is made now, so nothing that lets anybody in is ever kept."""
    context = {
        "user": user,
        "uid": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
        "site_name": settings.WAGTAIL_SITE_NAME,
    }
    subject = render_to_string(f"{_RESET}email_subject.txt", context)
    text = render_to_string(f"{_RESET}email.txt", context)
    return EmailMultiAlternatives(" ".join(subject.split()) or _("Password"), text, to=[user.email])
