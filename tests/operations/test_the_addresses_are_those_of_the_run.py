"""While scripts/run is up, every process on its database has its addresses, whatever is set for it.

What is published has addresses in it. They belong to the installation and not to the process.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from config.env import Environment, load


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Environment.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setitem(Environment.model_config, "env_file", tmp_path / ".env")


def runs_at(data_dir: Path, port: int) -> None:
    """What `PORT=8830 scripts/run` leaves for others."""
    run = {
        "database_url": "postgresql://postgres@/cms",
        "redis_url": "redis://localhost:6379/3",
        "cms_url": f"http://localhost:{port}",
        "frontend_url": f"http://localhost:{port + 1}",
    }
    (data_dir / "servers.json").write_text(json.dumps(run))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "8000"),
        ("CMS_URL", "http://localhost:8001"),
        ("FRONTEND_URL", "http://localhost:8002"),
        ("DATABASE_URL", "postgresql://postgres@/cms"),
    ],
)
def test_the_addresses_are_those_of_the_run_whatever_a_process_has(
    name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs_at(tmp_path, 8830)
    monkeypatch.setenv(name, value)
    env = load("development")
    assert env.cms_url == "http://localhost:8830"
    assert env.frontend_url == "http://localhost:8831"


def test_another_database_is_another_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs_at(tmp_path, 8830)
    monkeypatch.setenv("DATABASE_URL", "postgresql://postgres@/other")
    monkeypatch.setenv("CMS_URL", "http://localhost:8001")
    env = load("development")
    assert (env.cms_url, env.frontend_url) == ("http://localhost:8001", "http://localhost:3000")
