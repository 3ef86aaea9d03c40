"""nginx, as the tests of its configuration have it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nginx import Nginx, free_port
from tests.operations.nginx_site import Application, publish_everything


@pytest.fixture
def application() -> Iterator[Application]:
    with Application() as running:
        yield running


@pytest.fixture
def nginx(tmp_path: Path, application: Application) -> Iterator[Nginx]:
    """nginx, version 1289 of three documents, and an application behind it."""
    with Nginx(tmp_path, application.address) as running:
        publish_everything(running)
        yield running
        assert "[emerg]" not in running.errors()
        assert "[alert]" not in running.errors()


@pytest.fixture
def nginx_alone(tmp_path: Path) -> Iterator[Nginx]:
    """nginx, version 1289 of three documents, and nothing behind it."""
    with Nginx(tmp_path, f"127.0.0.1:{free_port()}") as running:
        publish_everything(running)
        yield running
