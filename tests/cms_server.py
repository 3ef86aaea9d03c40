"""A CMS as in production: gunicorn with several processes, on a port of its own."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

ROOT = Path(__file__).resolve().parent.parent
SLOWEST_START = 60.0  # seconds


class CmsServer:
    """Used with `with`. It shares the database, Redis and DATA_DIR of the test that starts it.

    `environment` adds to that of this process; a value of None removes the variable.
    """

    def __init__(
        self,
        *,
        workers: int = 2,
        threads: int = 4,
        environment: Mapping[str, str | None] | None = None,
        options: tuple[str, ...] = (),
    ) -> None:
        self.workers = workers
        self.threads = threads
        self.environment = dict(environment or {})
        self.options = options
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        # The socket is ours and gunicorn inherits it: no other process can take the port between.
        with socket.create_server(("127.0.0.1", self.port)) as listener:
            self.port = listener.getsockname()[1]
            listener.set_inheritable(True)
            changed = {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "config.settings.test",
                **self.environment,
            }
            self.log_path = Path(os.environ["DATA_DIR"], f"gunicorn-{self.port}.log")
            with self.log_path.open("ab") as log:
                self._process = subprocess.Popen(
                    [
                        *(sys.executable, "-m", "gunicorn", "config.wsgi:application"),
                        *("--config", "python:config.gunicorn"),
                        *("--bind", f"fd://{listener.fileno()}", "--workers", str(self.workers)),
                        *("--threads", str(self.threads), "--preload", "--no-control-socket"),
                        *("--graceful-timeout", "5", *self.options),
                    ],
                    cwd=ROOT,
                    env={name: value for name, value in changed.items() if value is not None},
                    pass_fds=[listener.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
        self._wait_for_an_answer()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Of gunicorn's master."""
        assert self._process is not None
        return self._process.pid

    @property
    def worker_pids(self) -> list[int]:
        """Of the processes that answer requests, oldest first."""
        return sorted(child.pid for child in psutil.Process(self.pid).children())

    @property
    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    def stop(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        family = [psutil.Process(self.pid), *psutil.Process(self.pid).children(recursive=True)]
        self._process.terminate()
        for process in psutil.wait_procs(family, timeout=10)[1]:
            process.kill()
        self._process.wait()

    def _wait_for_an_answer(self) -> None:
        """Any status counts: it shows that a worker has loaded Django and answers."""
        assert self._process is not None
        deadline = time.monotonic() + SLOWEST_START
        while time.monotonic() < deadline and self._process.poll() is None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SLOWEST_START)
            try:
                connection.request("GET", "/health/live/")
                connection.getresponse().read()
                return
            except OSError:
                time.sleep(0.05)
            finally:
                connection.close()
        self.stop()
        raise RuntimeError(f"The CMS did not start. Its log:\n{self.log}")
