"""The postman sends mail. It runs in `manage.py worker` alone, in a thread of its own.

A row of `Mail` is locked while it is sent, and gone when the server has taken it: two workers never
send one mail, and a worker that is killed lets go of it. A mail server that fails or hangs holds up
mail and nothing else; nobody's request waits for it. What a server refuses for good is given up;
everything else is tried again for `KEPT`.
"""

from __future__ import annotations

import logging
import smtplib
import socket
import time
from contextlib import suppress
from datetime import timedelta
from threading import Timer
from typing import Any

from django.conf import settings
from django.core import mail as django_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone

from cms.background.watcher import LOOK, Signals
from cms.notifications.messages import message_of
from cms.notifications.models import Mail, Notification
from cms.publishing.publish import DatabaseErrors

log = logging.getLogger(__name__)

# The pause after each failure of one mail, in seconds; the last one again and again.
SCHEDULE = (5, 60, 5 * 60, 15 * 60, 30 * 60, 3600)
# After so long it is no news any more.
KEPT = timedelta(days=3)
# Whoever waits for a new password asks again.
KEPT_NEW_PASSWORD = timedelta(hours=1)
# Seconds for one mail, whatever the server does; settings.EMAIL_TIMEOUT is for each of its answers.
LONGEST = 60.0
# Seconds until a server that is away is asked again: the first, and the longest pause.
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0
# Inboxes keep so much of what was read; the log of mail that was given up too.
KEPT_IN_INBOX = timedelta(days=365)
HOUSEKEEPING = 3600.0
# Seconds between two looks when mail is not set up.
IDLE = 5.0


class Postman:
    name = "Postman"

    def __init__(self, signals: Signals) -> None:
        self._signals = signals
        self._server: BaseEmailBackend | None = None
        self._pause = 0.0
        self._not_before = 0.0
        self._next_housekeeping = 0.0

    def step(self) -> None:
        """Sends the next mail. Waits when there is none, or when the server is away."""
        try:
            self._keep_house()
            if not settings.SENDS_MAIL:
                self._signals.pause(IDLE)
            elif time.monotonic() < self._not_before or not self._send_the_next():
                self._hang_up()
                self._signals.pause(LOOK)
        except DatabaseErrors:
            connection.close()
            raise

    def close(self) -> None:
        self._hang_up()
        connection.close()

    def _send_the_next(self) -> bool:
        """Whether there was one."""
        with transaction.atomic():
            due = Mail.objects.filter(failed_at=None, attempt_at__lte=timezone.now())
            mail = (
                due.select_for_update(skip_locked=True, of=("self",))
                .select_related("recipient", "notification")
                .order_by("attempt_at", "pk")
                .first()
            )
            if mail is None:
                return False
            self._send(mail)
            return True

    def _send(self, mail: Mail) -> None:
        if (message := message_of(mail)) is None:
            mail.delete()
            return
        end = Timer(LONGEST, self._break_off)
        end.daemon = True
        end.start()
        try:
            if self._server is None:
                server = django_mail.get_connection(fail_silently=False)
                self._server = server
                server.open()
            message.connection = self._server
            message.send()
        except smtplib.SMTPResponseException as error:
            # SMTPAuthenticationError is one too: then the server takes nothing from us.
            self._refused(mail, error.smtp_code, error)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _text in error.recipients.values()]
            self._refused(mail, min(codes, default=450), error)
        except (OSError, smtplib.SMTPException) as error:
            self._server_is_away(mail, error)
        else:
            log.info("Mail %s was sent to account %s", mail.pk, mail.recipient_id)
            mail.delete()
            if self._pause:
                # It is back: what waited for it goes now.
                self._pause = 0.0
                Mail.objects.filter(failed_at=None, failures__gt=0).update(
                    attempt_at=timezone.now()
                )
        finally:
            end.cancel()

    def _refused(self, mail: Mail, code: int, error: Exception) -> None:
        """The server is there and did not take this one: 5xx for good, 4xx for now."""
        is_about_us = isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError)
        if is_about_us or code == 421:
            self._server_is_away(mail, error)
            return
        self._hang_up()
        self._try_again(mail, error, for_good=code >= 500)

    def _server_is_away(self, mail: Mail, error: Exception) -> None:
        self._hang_up()
        if not self._pause:
            log.warning("The mail server does not take mail: %s", _words(error))
        self._pause = min(max(FIRST_PAUSE, self._pause * 2), LONGEST_PAUSE)
        self._not_before = time.monotonic() + self._pause
        self._try_again(mail, error)

    def _try_again(self, mail: Mail, error: Exception, for_good: bool = False) -> None:
        now = timezone.now()
        pause = SCHEDULE[min(mail.failures, len(SCHEDULE) - 1)]
        mail.failures += 1
        mail.trouble = _words(error)
        mail.attempt_at = now + timedelta(seconds=pause)
        kept = KEPT if mail.notification_id is not None else KEPT_NEW_PASSWORD
        if for_good or mail.attempt_at > mail.created_at + kept:
            mail.failed_at = now
            log.error("Mail %s to account %s is given up: %s", mail.pk, mail.recipient_id, error)
        mail.save()

    def _hang_up(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            with suppress(OSError, smtplib.SMTPException):
                server.close()

    def _break_off(self) -> None:
        """From another thread: a server that sends a letter now and then is never silent."""
        session: Any = getattr(self._server, "connection", None)
        if session is not None and session.sock is not None:
            with suppress(OSError):
                session.sock.shutdown(socket.SHUT_RDWR)

    def _keep_house(self) -> None:
        if time.monotonic() >= self._next_housekeeping:
            self._next_housekeeping = time.monotonic() + HOUSEKEEPING
            long_ago = timezone.now() - KEPT_IN_INBOX
            Notification.objects.filter(created_at__lt=long_ago).delete()
            Mail.objects.filter(failed_at__lt=timezone.now() - KEPT * 10).delete()


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]
