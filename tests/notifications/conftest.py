"""Editors and publishers with mailboxes, and a mail server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.notifications.mail_server import MailServer
from tests.people import Person, in_group


def with_mailbox(name: str, group: str, language: str = "en") -> Person:
    from wagtail.users.models import UserProfile

    person = in_group(name, group)
    person.user.email = f"{name}@example.com"
    person.user.save()
    UserProfile.objects.update_or_create(
        user=person.user, defaults={"preferred_language": language}
    )
    return person


@pytest.fixture
def editor(database: None) -> Person:
    return with_mailbox("sara", "Editors")


@pytest.fixture
def publisher(database: None) -> Person:
    return with_mailbox("omar", "Publishers", "ar")


@pytest.fixture(scope="module")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    server = MailServer(tmp_path_factory.mktemp("mail-server"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(_server: MailServer, settings: Any, tmp_path: Path) -> MailServer:
    """Empty, accepting, and set up as EMAIL_URL would."""
    for mail in (_server.folder / "mail").glob("*/*"):
        mail.unlink()
    _server.behaves("accept")
    settings.SENDS_MAIL = True
    settings.WAGTAIL_PASSWORD_RESET_ENABLED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _server.port
    settings.EMAIL_TIMEOUT = 0.5
    return _server


@pytest.fixture
def postman(database: None) -> Iterator[Callable[[], Any]]:
    """Steps until no mail is due, without its pauses."""
    from django.utils import timezone

    from cms.background.watcher import Signals
    from cms.notifications.models import Mail
    from cms.notifications.postman import Postman

    signals = Signals()
    signals.stopping.set()
    worker = Postman(signals)

    def go() -> None:
        worker._not_before = 0.0
        for _turn in range(20):
            if not Mail.objects.filter(failed_at=None, attempt_at__lte=timezone.now()).exists():
                return
            worker.step()
            if worker._not_before:
                return

    yield go
    worker.close()
