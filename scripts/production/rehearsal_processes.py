"""An installation of processes, for rehearsals where no Docker Engine can run.

What production has as containers are processes of this machine: nginx, two colours of gunicorn, the
worker, PostgreSQL, Redis. A release is a folder with the code. Deploy, backup and restore are the
very programs that production runs; what only containers have (read-only roots, users, limits,
networks) is not rehearsed here.
"""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from scripts.free_port import free_port
from scripts.production.colours import SLOWEST_START, Colours
from scripts.production.compose import ROOT
from scripts.production.installation import Directly
from scripts.production.steps import StepFailed, run
from scripts.servers import Postgres, Redis, program_of_postgres

HOST = "cms.example.com"
# What a release is made of, of this checkout.
CODE = ("cms", "config", "docker", "home", "snippets", "manage.py")
# Seconds that a process has to answer what it began (compose.yaml: stop_grace_period).
SLOWEST_END = 40.0


class Processes(Colours):
    host = HOST

    def __init__(self, folder: Path) -> None:
        self.folder, self.env_file = folder, folder / "production.env"
        self.data, self.temporary = folder / "data", folder / "temporary"
        for directory in (self.data, self.temporary, folder / "live", folder / "nginx"):
            directory.mkdir(parents=True)
        self.ports = {name: free_port() for name in ("nginx", "web", "web-green")}
        self.postgres, self.redis = Postgres(folder / "postgres"), Redis(folder / "redis")
        self._secret_key = secrets.token_urlsafe(50)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._releases: dict[str, str] = {}

    # --- As Colours wants it ------------------------------------------------------------------

    @property
    def live_file(self) -> Path:
        return self.folder / "live/application.conf"

    def address(self, colour: str) -> str:
        return f"127.0.0.1:{self.ports[colour]}"

    def reload_nginx(self) -> None:
        run([*self._nginx(), "-t", "-q"])
        run([*self._nginx(), "-s", "reload"])

    def fetch(self, image: str) -> None:
        if not Path(image, "manage.py").exists():
            raise StepFailed(f"{image} is no release.")

    def release_step(self, image: str, *words: str, options: str = "") -> str:
        environment = self.environment(image) | {"PGOPTIONS": options}
        return run(self._words(words), env=environment, cwd=Path(image)).stdout

    def inside(self, service: str, *words: str) -> str:
        image = self._releases.get(service)
        if image is None:
            raise StepFailed(f"{service} does not run.")
        return run(self._words(words), env=self.environment(image, service), cwd=Path(image)).stdout

    def start(self, service: str, image: str) -> None:
        self.remove(service)
        environment = self.environment(image, service)
        words = [sys.executable, "manage.py", "worker"]
        if service != "worker":
            words = [str(Path(sys.executable).with_name("gunicorn"))]
            words += ["--config", "docker/gunicorn.conf.py", "--bind", self.address(service)]
            words += ["config.wsgi:application"]
        self._begin(service, words, environment, Path(image))
        self._releases[service] = image
        self._wait_until_healthy(service)

    def remove(self, service: str) -> None:
        self._releases.pop(service, None)
        process = self._running.pop(service, None)
        if process is None:
            return
        process.terminate()
        try:
            process.wait(SLOWEST_END)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    # --- What the containers have from compose.yaml --------------------------------------------

    def environment(self, image: str, service: str = "web") -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": image,
            "PYTHONDONTWRITEBYTECODE": "1",
            "TMPDIR": str(self.temporary),
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "PORT": str(self.ports.get(service, self.ports["web"])),
            "DATA_DIR": str(self.data),
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis.url,
            "SECRET_KEY": self._secret_key,
            "ALLOWED_HOSTS": HOST,
            "CMS_URL": f"http://{HOST}",
            "FRONTEND_URL": "http://www.example.com",
            "TRUSTED_PROXY": "true",
            "UNLIMITED_CLIENTS": "127.0.0.1",
        }

    def _words(self, words: tuple[str, ...]) -> list[str]:
        return [sys.executable, *words[1:]] if words[0] == "python" else list(words)

    def _begin(
        self, service: str, words: list[str], environment: dict[str, str], folder: Path
    ) -> None:
        with (self.folder / f"{service}.log").open("ab") as log:
            self._running[service] = subprocess.Popen(
                words,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _wait_until_healthy(self, service: str) -> None:
        began, deadline = time.time(), time.monotonic() + SLOWEST_START
        while not self._is_healthy(service, began):
            if self._running[service].poll() is not None or time.monotonic() > deadline:
                log = (self.folder / f"{service}.log").read_text().splitlines()
                raise StepFailed(f"{service} is not healthy:\n" + "\n".join(log[-15:]))
            time.sleep(0.2)

    def _is_healthy(self, service: str, since: float) -> bool:
        if service == "worker":
            files = list(self.temporary.glob("cms-worker-alive-*"))
            return any(file.stat().st_mtime >= since for file in files)
        connection = http.client.HTTPConnection("127.0.0.1", self.ports[service], timeout=4)
        try:
            connection.request("GET", "/health/live/", headers={"Host": HOST})
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    # --- Its beginning and its end -------------------------------------------------------------

    def begin(self, image: str) -> None:
        """From nothing to an installation that answers, as `docker compose up` does."""
        self.env_file.write_text(f"CMS_IMAGE={image}\n")
        self.begin_databases()
        for words in (["migrate", "--noinput"], ["collectstatic", "--noinput"], ["publish"]):
            self.release_step(image, "python", "manage.py", *words)
        self.start("web", image)
        self.start("worker", image)
        self._configure_nginx()
        self._begin("nginx", [*self._nginx(), "-g", f"{self._user()} daemon off;"], {}, self.folder)
        self._wait_until_healthy("nginx")

    def begin_databases(self) -> None:
        """An empty PostgreSQL, if there was none, and Redis."""
        self.postgres.begin()
        self.redis.begin()
        self.postgres.ready()
        self.redis.ready()
        psql = [str(program_of_postgres("psql")), self.postgres.url_of("postgres"), "-Atc"]
        if "cms" not in run([*psql, "SELECT datname FROM pg_database"]).stdout.split():
            run([*psql, "CREATE DATABASE cms"])

    def end(self) -> None:
        for service in ("nginx", "worker", "web", "web-green"):
            self.remove(service)
        self.end_databases()

    def end_databases(self) -> None:
        self.redis.stop()
        self.postgres.stop()

    def lose_everything(self) -> None:
        """All that a disk holds, but for the releases and what the operator keeps elsewhere."""
        for service in ("worker", "web", "web-green"):
            self.remove(service)
        self.end_databases()
        for lost_folder in (self.data, self.postgres.folder, self.redis.folder):
            shutil.rmtree(lost_folder)
        self.data.mkdir()
        self.begin_databases()

    def _nginx(self) -> list[str]:
        program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
        if program is None:
            raise StepFailed("nginx is not installed: apt-get install nginx-light")
        return [program, "-c", str(self.folder / "nginx/nginx.conf")]

    def _user(self) -> str:
        # Started by root, nginx would read these private folders as another user.
        return "user root;" if os.geteuid() == 0 else ""

    def _configure_nginx(self) -> None:
        spec = importlib.util.spec_from_file_location("render", ROOT / "docker/nginx/render.py")
        if spec is None or spec.loader is None:
            raise StepFailed("docker/nginx/render.py is not there.")
        render = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(render)
        render.render(
            self.folder / "nginx",
            {
                "ACCESS_LOG": str(self.folder / "access.log"),
                "APPLICATION": self.address("web"),
                "ERROR_LOG": str(self.folder / "nginx-errors.log"),
                "LISTEN": f"127.0.0.1:{self.ports['nginx']}",
                "LIVE_ROOT": str(self.folder / "live"),
                "MEDIA_ROOT": str(self.data / "media"),
                "PAGES_ROOT": str(ROOT / "docker/nginx/pages"),
                "PUBLISHED_ROOT": str(self.data / "published"),
                "RESOLVER": "127.0.0.1",
                "SERVER_NAMES": HOST,
                "STATIC_ROOT": str(self.data / "static"),
                "TEMP_ROOT": str(self.temporary),
                "UNLIMITED": "127.0.0.1 0;",
                "WORKER_PROCESSES": "2",
            },
        )

    # --- What a rehearsal asks of it -----------------------------------------------------------

    @property
    def colours(self) -> Colours:
        return self

    def build(self, base: str, name: str, file: str, text: str) -> str:
        """A release like `base`, with a text at the end of one of its files."""
        release = self.folder / "releases" / name
        shutil.copytree(base, release)
        path = release / file
        path.write_text((path.read_text() if path.exists() else "") + f"\n{text}\n")
        return str(release)

    def crew(self, program: Path, order: dict[str, object]) -> subprocess.Popen[str]:
        """Readers and editors, in a process that ends with its input."""
        nginx = ("127.0.0.1", self.ports["nginx"])
        words = [sys.executable, str(program), json.dumps({**order, "nginx": nginx})]
        return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def digest(self, address: str) -> str:
        """Of what nginx answers. Raises StepFailed unless it is a document."""
        connection = http.client.HTTPConnection("127.0.0.1", self.ports["nginx"], timeout=30)
        try:
            connection.request("GET", address, headers={"Host": HOST})
            answer = connection.getresponse()
            if answer.status != http.HTTPStatus.OK:
                raise StepFailed(f"{address}: {answer.status}")
            return sha256(answer.read()).hexdigest()
        finally:
            connection.close()

    def installation(self) -> Directly:
        return DirectlyOf(self)


class DirectlyOf(Directly):
    """Backup and restore of it: these start and stop what writes, as in production."""

    def __init__(self, processes: Processes) -> None:
        super().__init__(processes.postgres.url, processes.data)
        self._processes = processes

    def environment(self) -> dict[str, str]:
        bin_of_postgres = str(program_of_postgres("psql").parent)
        variables = self._processes.environment(self._processes.image())
        return variables | {"PATH": f"{bin_of_postgres}:{os.environ['PATH']}"}

    def stop_writers(self) -> None:
        for service in ("web", "web-green", "worker"):
            self._processes.remove(service)

    def start(self) -> None:
        super().start()
        image = self._processes.image()
        self._processes.release_step(image, "python", "manage.py", "collectstatic", "--noinput")
        for service in (self._processes.live(), "worker"):
            self._processes.start(service, image)

    def release(self) -> str:
        return self._processes.image()


def release_of_this_checkout(folder: Path) -> str:
    release = folder / "releases/present"
    release.mkdir(parents=True)
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in CODE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, release / name, ignore=ignored)
        else:
            shutil.copy2(ROOT / name, release / name)
    return str(release)


@contextmanager
def processes(folder: Path) -> Iterator[Processes]:
    """An installation in an empty folder, which answers when it is entered."""
    stand_in = Processes(folder)
    try:
        stand_in.begin(release_of_this_checkout(folder))
        yield stand_in
    finally:
        stand_in.end()
