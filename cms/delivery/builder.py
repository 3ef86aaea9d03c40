"""Which code builds: what another code built is not built on.

A build takes over what nothing touched since the version before. That is right as long as the same
code would say the same of it, so a new release builds everything once.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage


@cache
def builder() -> str:
    """A digest of the project's own Python files, and of the settings that answers repeat."""
    repeated = (
        *(settings.FRONTEND_URL, settings.CMS_URL, settings.TIME_ZONE, default_storage.url("-")),
        *settings.WAGTAIL_CONTENT_LANGUAGES,
    )
    digest = sha256(repr(repeated).encode())
    for path in sorted(_files()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _files() -> set[Path]:
    folders = (Path(app.path) for app in apps.get_app_configs())
    own = (folder for folder in folders if "site-packages" not in folder.parts)
    return {path for folder in own for path in folder.rglob("*.py")}
