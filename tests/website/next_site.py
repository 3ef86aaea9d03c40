"""The starter in frontend/next, built once for its sources and served as in production."""

from __future__ import annotations

import fcntl
import hashlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.api.node_tools import node_modules_in
from tests.demo_site import FRONTEND, Served

FOLDER = FRONTEND / "next"
SLOWEST_START = 60.0  # seconds
#: What Next makes itself.
MADE = ("node_modules", ".next", "next-env.d.ts", "tsconfig.tsbuildinfo")


def built() -> None:
    """Installs and builds, unless what is there is of these very sources."""
    node_modules_in(FOLDER)
    with (FOLDER / "node_modules" / ".building").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept, wanted = FOLDER / ".next" / "of-these-sources", _digest()
        if kept.exists() and kept.read_text() == wanted:
            return
        shutil.rmtree(FOLDER / ".next", ignore_errors=True)
        command = ["node", "node_modules/next/dist/bin/next", "build"]
        completed = subprocess.run(
            command, cwd=FOLDER, env=_environment(), text=True, capture_output=True
        )
        assert completed.returncode == 0, completed.stdout + completed.stderr
        kept.write_text(wanted)


def _digest() -> str:
    digest = hashlib.sha256((FRONTEND / "api.d.ts").read_bytes())
    for path in sorted(FOLDER.rglob("*")):
        if path.relative_to(FOLDER).parts[0] not in MADE and path.is_file():
            digest.update(f"{path.relative_to(FOLDER)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, "NEXT_TELEMETRY_DISABLED": "1", **more}


@contextmanager
def next_website(
    listener: socket.socket, served: Served, folder: Path, secret: str
) -> Iterator[None]:
    """`next start` on the listener's port, in a folder of its own: it keeps pages there."""
    built()
    shutil.copytree(FOLDER / ".next", folder / ".next", ignore=shutil.ignore_patterns("cache"))
    for name in ("package.json", "next.config.ts"):
        shutil.copy(FOLDER / name, folder)
    (folder / "node_modules").symlink_to(FOLDER / "node_modules")
    port = listener.getsockname()[1]
    # No socket can be handed over to Next.
    listener.close()
    command = ["node", "node_modules/next/dist/bin/next", "start", "-H", "localhost"]
    environment = _environment(CMS_URL=served.cms, WEBHOOK_SECRET=secret, NODE_ENV="production")
    with (folder / "next.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "-p", str(port)], cwd=folder, env=environment, stdout=log, stderr=log
        )
    try:
        _wait_for(port, process, folder / "next.log")
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SLOWEST_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("localhost", port, timeout=SLOWEST_START)
            connection.request("GET", "/robots.txt")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"Next did not start. Its log:\n{log.read_text()}")


def asks(
    served: Served, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], str]:
    """As it comes over the wire: nothing is followed, no script runs."""
    connection = http.client.HTTPConnection(
        "localhost", urlsplit(served.url).port or 80, timeout=30
    )
    connection.request(method, path, headers={"Host": urlsplit(served.url).netloc, **headers})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def kept(served: Served, path: str) -> str:
    """Whether the page was there (HIT) or is made by this visit (MISS)."""
    status, headers, _ = asks(served, path)
    assert status == 200, path
    return headers["x-nextjs-cache"]


def sends(served: Served, secret: str, **said: Any) -> int:
    """A message with this secret; the status of the answer."""
    from standardwebhooks import Webhook as Signer

    from cms.publishing import version

    newest = version.read().number
    nothing: dict[str, list[str]] = {
        name: [] for name in ("documents", "paths", "previous_paths", "tags")
    }
    data = {"version": newest, "since": newest - 1, "everything": False, **nothing, **said}
    body = json.dumps({"type": "content.published", "data": data})
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Signer(secret).sign("msg_1", now, body),
    }
    connection = http.client.HTTPConnection("localhost", urlsplit(served.url).port or 80)
    connection.request("POST", "/api/webhook/", body, headers)
    status = connection.getresponse().status
    connection.close()
    return status
