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
    completed = manage(tmp_path, "showmigrations", DATABASE_URL=url)
    assert completed.returncode == 1
    assert "PostgreSQL cannot be reached" in completed.stderr
    assert "Check DATABASE_URL" in completed.stderr
    assert "scripts/run" not in completed.stderr
    assert "wrong" not in completed.stderr
    assert "Traceback" not in completed.stderr


def test_the_demo_is_not_loaded_unasked(database: None, tmp_path: Path) -> None:
    completed = manage(tmp_path, "load_demo")
    assert completed.returncode == 1
    assert "This is production" in completed.stderr
    assert "https://www.example.com" in completed.stderr
    assert "--in-production" in completed.stderr
    from snippets.models import MenuItem

    assert not MenuItem.objects.exists()


def test_no_other_website_of_the_domain_can_set_the_cookies(tmp_path: Path) -> None:
    """A browser refuses a cookie called `__Host-…` that has a domain, another path or no TLS."""
    code = "from django.conf import settings as s; print({})"
    for cookie in ("SESSION", "CSRF"):
        values = [f"s.{cookie}_COOKIE_{name}" for name in ("NAME", "SECURE", "PATH", "DOMAIN")]
        completed = manage(tmp_path, "shell", "--no-imports", "-c", code.format(", ".join(values)))
        name, secure, path, domain = completed.stdout.split()
        assert name.startswith("__Host-"), completed.stderr
        assert (secure, path, domain) == ("True", "/", "None")


def test_the_list_of_static_files_is_for_nobody(tmp_path: Path) -> None:
    """Nor by the application itself, where no nginx is before it."""
    assert manage(tmp_path, "collectstatic", "--noinput").returncode == 0
    assert (tmp_path / "static" / "staticfiles.json").exists()
    asks = (
        "from django.test import Client; c = Client(SERVER_NAME='cms.example.com'); "
        "print(*(c.get('/static/' + name, secure=True).status_code for name in {names}))"
    )
    names = ["cms/admin.css", "staticfiles.json", "staticfiles.json.gz"]
    completed = manage(tmp_path, "shell", "--no-imports", "-c", asks.format(names=names))
    assert completed.stdout.split() == ["200", "404", "404"], completed.stderr
