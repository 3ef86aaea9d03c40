"""Checks of the machine: folders that must be written, room on the disk, mail."""

from __future__ import annotations

import os
import shutil
import smtplib
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from cms.doctor.finding import Finding, failure, warning, well

LITTLE, VERY_LITTLE = 2_000_000_000, 300_000_000
PROBE = ".doctor"


def published_files() -> Finding:
    root = Path(settings.PUBLISHED_ROOT)
    probe = root / f"{PROBE}.{os.getpid()}"
    try:
        root.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as error:
        with suppress(OSError):
            probe.unlink()
        text = f"{root} cannot be written: {error.strerror}"
        return failure(text, f"Give it to user {os.getuid()}, and look at the disk.")
    return well(f"{root} can be written")


def media() -> Finding:
    """Writes, reads and deletes a file where uploads go."""
    name = ""
    try:
        name = default_storage.save(f"{PROBE}.{os.getpid()}", ContentFile(b"x"))
        with default_storage.open(name) as file:
            is_whole = file.read() == b"x"
        default_storage.delete(name)
    except OSError as error:
        place = settings.ENV.aws_storage_bucket_name or settings.MEDIA_ROOT
        advice = "Look at its rights, the disk, or the AWS_ variables (docs/operations.md)."
        return failure(f"{place} does not take files: {error}", advice)
    return well("takes files") if is_whole else failure("gives back other bytes", "See its log.")


def static_files() -> Finding:
    storage = staticfiles_storage
    if isinstance(storage, ManifestFilesMixin) and not storage.hashed_files:
        return failure(
            "they were not collected: the admin has no styles", "Run manage.py collectstatic."
        )
    return well("are there")


def disk() -> Finding:
    usage = shutil.disk_usage(_existing(Path(settings.PUBLISHED_ROOT)))
    text = f"{usage.free / 1e9:.1f} GB of {usage.total / 1e9:.0f} are free"
    advice = "Make room: docker image prune, logs, old backups."
    if usage.free < VERY_LITTLE:
        return failure(text, advice)
    return warning(text, advice) if usage.free < LITTLE else well(text)


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)


def post() -> Finding:
    """Whether mail leaves: what editors are told, and new passwords."""
    if not settings.ENV.email_url:
        return warning("no mail server is set: nobody can ask for a new password", "Set EMAIL_URL.")
    connection = mail.get_connection()
    try:
        connection.open()
        connection.close()
    except (OSError, smtplib.SMTPException) as error:
        text = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} takes no mail: {error}"
        return warning(text, "Check EMAIL_URL: its host, port, user and password.")
    return well("can be sent")
