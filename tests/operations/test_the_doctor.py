"""manage.py doctor names what is wrong with an installation and what to do. A deploy asks it."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Site

from cms.doctor import delivery, machine
from cms.doctor.examination import CHECKS, examine
from cms.doctor.finding import Level
from cms.engines.circuit_breaker import REDIS
from cms.publishing.publish import publish
from cms.publishing.stores import files
from config.env import ROOT


@pytest.fixture
def installation(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a release step; nothing waits for what does not come."""
    publish()
    monkeypatch.setattr(delivery, "PATIENCE", 0.0)


def levels() -> dict[str, Level]:
    return {name: finding.level for name, finding in examine()}


def line_of(name: str) -> str:
    output = io.StringIO()
    with pytest.raises(CommandError, match=rf"Not well: .*\b{name}\b"):
        call_command("doctor", stdout=output, strict=True)
    (line,) = (line for line in output.getvalue().splitlines() if line.split()[1] == name)
    return line


@pytest.mark.usefixtures("installation")
def test_a_healthy_installation_has_a_line_for_each_check_and_no_failure() -> None:
    output = io.StringIO()
    call_command("doctor", stdout=output)
    lines = output.getvalue().splitlines()
    assert [line.split()[1] for line in lines] == [name for name, _check in CHECKS]
    assert {name for name, level in levels().items() if level is Level.FAILURE} == set()


def _site_elsewhere(_settings: Any, _tmp: Path) -> None:
    Site.objects.update(hostname="old.example.com")


def _host_not_answered(settings: Any, _tmp: Path) -> None:
    settings.ALLOWED_HOSTS, settings.CMS_URL = ["cms.example.com"], "https://other.example.com"


def _no_trigger(_settings: Any, _tmp: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgrelid::regclass FROM pg_trigger"
            " WHERE tgname LIKE 'content_changed%' AND tgrelid = 'snippets_menuitem'::regclass"
        )
        for name, table in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}" ON {table}')


def _not_migrated(_settings: Any, _tmp: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations"
            " WHERE id = (SELECT max(id) FROM django_migrations WHERE app = 'cms')"
        )


def _files_gone(_settings: Any, _tmp: Path) -> None:
    files.withdraw(files.version() + 1)


def _files_cannot_be_written(settings: Any, tmp: Path) -> None:
    (tmp / "file").write_bytes(b"")
    settings.PUBLISHED_ROOT = tmp / "file" / "published"


def _media_cannot_be_written(settings: Any, tmp: Path) -> None:
    (tmp / "file").write_bytes(b"")
    settings.MEDIA_ROOT = str(tmp / "file" / "media")


def _disk_is_full(_settings: Any, _tmp: Path) -> None:
    machine.VERY_LITTLE = 10**18


def _no_redis(settings: Any, _tmp: Path) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"


def _redis_keeps_nothing(settings: Any, _tmp: Path) -> None:
    dummy = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES = settings.CACHES | {"default": dummy}


@pytest.mark.parametrize(
    ("harm", "name", "words"),
    [
        (_site_elsewhere, "addresses", "FRONTEND_URL says localhost:80 -> Correct FRONTEND_URL"),
        (_host_not_answered, "addresses", "Add other.example.com to ALLOWED_HOSTS"),
        (_no_trigger, "triggers", "changes go unnoticed -> Run manage.py migrate"),
        (_not_migrated, "migrations", "are not applied: "),
        (_files_gone, "versions", "files has 0 -> Run manage.py publish"),
        (_files_cannot_be_written, "published", "cannot be written: Not a directory"),
        (_media_cannot_be_written, "media", "does not take files"),
        (_disk_is_full, "disk", "are free -> Make room"),
        (_no_redis, "redis", "Check REDIS_URL"),
        (_redis_keeps_nothing, "redis", "keeps nothing that is written"),
    ],
)
@pytest.mark.usefixtures("installation")
def test_it_names_what_is_wrong_and_what_to_do(
    harm: Callable[[Any, Path], None],
    name: str,
    words: str,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(machine, "VERY_LITTLE", machine.VERY_LITTLE)
    harm(settings, tmp_path)
    try:
        assert levels()[name] is Level.FAILURE
        line = line_of(name)
        assert line.startswith("✗ ")
        assert words in line
    finally:
        REDIS.succeeded()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if harm in (_no_trigger, _not_migrated):
            _put_back()


def _put_back() -> None:
    from cms.publishing import triggers

    triggers.install("default")
    call_command("migrate", fake=True, verbosity=0)


def test_without_postgresql_each_check_says_so_and_none_is_a_traceback(tmp_path: Path) -> None:
    completed = subprocess.run(
        [sys.executable, "manage.py", "doctor"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": "postgresql://cms:hidden@127.0.0.1:1/cms"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.returncode == 1
    assert "✗ postgresql" in completed.stdout
    assert "✓ media" in completed.stdout, "the others are looked at all the same"
    assert "Not well: postgresql" in completed.stderr
    assert "hidden" not in completed.stdout + completed.stderr
    assert "Traceback" not in completed.stderr


@pytest.mark.usefixtures("installation")
def test_a_warning_fails_only_who_is_strict(settings: Any) -> None:
    settings.STAGE, settings.CMS_URL = "production", "http://cms.example.com"
    call_command("doctor", stdout=io.StringIO())
    assert "nobody can log in" in line_of("addresses")


@pytest.mark.usefixtures("installation")
def test_mail_that_nobody_takes_is_told(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.ENV = settings.ENV.model_copy(update={"email_url": f"smtp://127.0.0.1:{port}"})
    assert "takes no mail" in line_of("mail")
