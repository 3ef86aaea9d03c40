"""What commands say and do in production: nothing that belongs on a developer's machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.env import ROOT

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "s" * 50,
    "ALLOWED_HOSTS": "cms.example.com",
    "CMS_URL": "https://cms.example.com",
    "FRONTEND_URL": "https://www.example.com",
}


def manage(tmp_path: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**os.environ, **PRODUCTION, "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://cms:wrong@127.0.0.1:1/cms",
        "postgresql://cms:wrong@/cms?host=/no/such/folder",
    ],
)
def test_a_database_that_refuses_is_no_reason_to_start_the_development_script(
    tmp_path: Path, url: str
) -> None:
    done = manage(tmp_path, "showmigrations", DATABASE_URL=url)
    assert done.returncode == 1
    assert "PostgreSQL cannot be reached" in done.stderr
    assert "Check DATABASE_URL" in done.stderr
    assert "scripts/run" not in done.stderr
    assert "wrong" not in done.stderr
    assert "Traceback" not in done.stderr


def test_the_demo_is_not_loaded_unasked(database: None, tmp_path: Path) -> None:
    done = manage(tmp_path, "load_demo")
    assert done.returncode == 1
    assert "This is production" in done.stderr
    assert "https://www.example.com" in done.stderr
    assert "--in-production" in done.stderr
    from snippets.models import MenuItem

    assert not MenuItem.objects.exists()
