"""A real nginx in front of something, with the configuration that production runs.

`Nginx` fills in docker/nginx/templates for this machine, starts nginx on a free port of the
loopback and stops it again. Tests that need it are skipped where nginx is not installed, except in
CI, where a missing nginx is an error: there nobody would notice the skip.
"""

from __future__ import annotations

import http.client
import importlib.util
import os
import shutil
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Self

import pytest

from scripts.free_port import free_port as free_port

ROOT = Path(__file__).resolve().parent.parent
HOST = "cms.example.com"

PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin"
PROGRAM = shutil.which("nginx", path=PATH)

needs_nginx = pytest.mark.skipif(
    PROGRAM is None and not os.environ.get("CI"), reason="nginx is not installed"
)


def _render() -> ModuleType:
    path = ROOT / "docker/nginx/render.py"
    spec = importlib.util.spec_from_file_location("nginx_render", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class NginxAnswer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The one value of a header, None without it; a header that is sent twice is an error."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) <= 1, f"{name} is sent {len(values)} times: {values}"
        return values[0] if values else None


class Nginx:
    """nginx with the files in `directory`: published/, static/ and media/ below it are served."""

    def __init__(
        self,
        directory: Path,
        application: str,
        *,
        unlimited: bool = False,
        tls: bool = False,
        stream: str = "",
    ) -> None:
        self.port = free_port()
        self.tls_port = free_port()
        self.certificates = directory / "certificates"
        self.temporary = directory / "nginx-temporary"
        self.published = directory / "published"
        self.static = directory / "static"
        self.media = directory / "media"
        self.access_log = directory / "access.log"
        self._errors = directory / "error.log"
        configuration = directory / "nginx"
        for folder in (self.published, self.static, self.media, configuration, self.temporary):
            folder.mkdir(parents=True, exist_ok=True)
        render = _render()
        self.configuration: Path = render.render(
            configuration,
            {
                "ACCESS_LOG": str(self.access_log),
                "APPLICATION": application,
                "ERROR_LOG": str(self._errors),
                "LIVE_ROOT": str(directory / "live"),
                "LISTEN": f"127.0.0.1:{self.port}",
                "MEDIA_ROOT": str(self.media),
                "PAGES_ROOT": str(render.PAGES),
                "PUBLISHED_ROOT": str(self.published),
                "RESOLVER": "127.0.0.1",
                "SERVER_NAMES": HOST,
                "STATIC_ROOT": str(self.static),
                "TEMP_ROOT": str(self.temporary),
                "UNLIMITED": "127.0.0.1 0;" if unlimited else "",
                "WORKER_PROCESSES": "2",
                **({"STREAM": stream} if stream else {}),
                **(self._tls() if tls else {}),
            },
        )

    def _tls(self) -> dict[str, str]:
        """What the script of the image says of this nginx, with ports and folders of the test."""
        script = ROOT / "docker/nginx/15-server-names.envsh"
        said = subprocess.run(
            ["sh", "-euc", f'. "{script}"; printenv SITE HTTP_TWO_LISTEN HTTP_TWO'],
            env={"PATH": PATH, "ALLOWED_HOSTS": HOST, "TLS_DOMAIN": HOST},
            capture_output=True,
            text=True,
            check=True,
        )
        site, listen, line = said.stdout.removesuffix("\n").split("\n")
        self.certificates.mkdir()
        return {
            "SITE": site,
            "LISTEN_TLS": f"127.0.0.1:{self.tls_port}",
            "HTTP_TWO_LISTEN": listen,
            "HTTP_TWO": line,
            "CERTIFICATE": str(self.certificates / "current.pem"),
            "CHALLENGES_ROOT": str(self.certificates / "challenges"),
        }

    def _command(self, *arguments: str) -> list[str]:
        assert PROGRAM is not None, "nginx is not installed"
        # Started by root, nginx would read the test's private directory as another user.
        user = "user root;" if os.geteuid() == 0 else ""
        start = "" if arguments else "daemon off;"
        return [PROGRAM, "-c", str(self.configuration), "-g", f"{user} {start}", *arguments]

    def check(self) -> str:
        """What `nginx -t` says of the configuration; raises when it refuses it."""
        checked = subprocess.run(self._command("-t"), capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
        return checked.stderr

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command(), stderr=subprocess.PIPE)
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self._process.kill()
                    _, output = self._process.communicate()
                    raise AssertionError(f"nginx did not start: {output.decode()}") from None
                time.sleep(0.02)

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate(timeout=10)

    def errors(self) -> str:
        """What nginx has written to its error log."""
        return self._errors.read_text() if self._errors.exists() else ""

    def ask(
        self,
        address: str,
        *,
        method: str = "GET",
        host: str = HOST,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> NginxAnswer:
        """One request, its line sent as it is written here."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.putrequest(method, address, skip_host=True, skip_accept_encoding=True)
            sent = {"Host": host, **(headers or {})}
            if body is not None:
                sent["Content-Length"] = str(len(body))
            for name, value in sent.items():
                connection.putheader(name, value)
            # Refused before the end of the body: the answer is there to be read.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.endheaders(body)
            answer = connection.getresponse()
            return NginxAnswer(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()
