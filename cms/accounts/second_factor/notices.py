"""Whoever's second factor changes is told by mail, so that they notice when it was not them.

Without EMAIL_URL, or an address of the user, nothing is sent. A server of mail that is away stops
nobody: it is a line of the log.
"""

from __future__ import annotations

import logging
import smtplib

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import get_connection, send_mail
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

log = logging.getLogger(__name__)

# Seconds: somebody's request waits for it.
PATIENCE = 5


def changed(user: User) -> None:
    """In the language that the user has chosen for the admin."""
    if not settings.SENDS_MAIL or not user.email:
        return
    language = UserProfile.get_for_user(user).get_preferred_language()
    with translation.override(language):
        subject = _("Your second factor for %(site)s was changed") % {
            "site": settings.WAGTAIL_SITE_NAME
        }
        text = _(
            "The second factor of the account “%(name)s” was changed: something was added, removed "
            "or made anew.\n\nIf it was not you, change your password and tell an administrator."
        ) % {"name": user.get_username()}
    try:
        connection = get_connection(timeout=PATIENCE)
        send_mail(subject, text, None, [user.email], connection=connection)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("The mail about a changed second factor was not sent: %s", error)
