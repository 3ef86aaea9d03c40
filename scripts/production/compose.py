"""The installation of docker/compose.yaml: its services, and its two colours."""

from __future__ import annotations

import os
import re
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from scripts.production.colours import SLOWEST_START, Colours
from scripts.production.steps import StepFailed, run

ROOT = Path(__file__).resolve().parent.parent.parent
PORT = 8000
# In nginx's container, whose /tmp is a file system of its own that nobody else writes.
NGINX_CONF = "/tmp/nginx.conf"  # noqa: S108  # nosec B108


@dataclass
class Compose(Colours):
    env_file: Path = ROOT / "docker/production.env"
    files: tuple[Path, ...] = (ROOT / "docker/compose.yaml",)
    project: str = "cms"
    # What differs from env_file in every command.
    environment: dict[str, str] = field(default_factory=dict)

    def command(self, *words: str) -> list[str]:
        files = [word for file in self.files for word in ("--file", str(file))]
        return [
            *("docker", "compose", "--project-name", self.project, "--profile", "green"),
            *("--env-file", str(self.env_file), *files, *words),
        ]

    def run(self, *words: str, **environment: str) -> str:
        variables = {**os.environ, **self.environment, **environment}
        return run(self.command(*words), env=variables).stdout

    @property
    def live_file(self) -> Path:
        return ROOT / "docker/nginx/live/application.conf"

    def address(self, colour: str) -> str:
        return f"{colour}:{PORT}"

    def reload_nginx(self) -> None:
        self.inside("nginx", "nginx", "-t", "-q", "-c", NGINX_CONF)
        self.inside("nginx", "nginx", "-s", "reload", "-c", NGINX_CONF)

    def fetch(self, image: str) -> None:
        """Fetches it, unless it was built or fetched here already."""
        words = ["docker", "image", "inspect", image]
        if subprocess.run(words, capture_output=True, check=False).returncode:
            run(["docker", "pull", image])

    def release_step(self, image: str, *words: str, options: str = "") -> str:
        postgresql = ("--env", f"PGOPTIONS={options}") if options else ()
        once = ("run", "--rm", "--no-deps", "--no-TTY", *postgresql, "migrate", *words)
        return self.run(*once, CMS_IMAGE=image)

    def inside(self, service: str, *words: str) -> str:
        return self.run("exec", "--no-TTY", service, *words)

    def start(self, service: str, image: str) -> None:
        options = ("--detach", "--no-deps", "--force-recreate", "--no-build", "--pull", "never")
        self.run("up", *options, service, CMS_IMAGE=image)
        self.wait_until_healthy(service)

    def start_everything(self) -> None:
        """All services of the release of the env file, tables and static files first."""
        try:
            services = (self.live(), "worker", "nginx", "certificates")
            self.run("up", "--detach", "--no-build", *services)
        except StepFailed as error:
            raise StepFailed(f"{error}\nmigrate: {self.last_words('migrate')}") from error
        for service in (self.live(), "worker"):
            self.wait_until_healthy(service)
        # One that ran already has found the application gone, and looks again in a while.
        self.wait_until_healthy("nginx", hopeless=("exited", "restarting", "dead"))

    def has_tls(self) -> bool:
        """Whether nginx ends TLS: TLS_DOMAIN of the env file."""
        return bool(re.search(r"^TLS_DOMAIN=\S", self.env_file.read_text(), re.MULTILINE))

    def start_certificates(self) -> None:
        """Where TLS was just switched on; nginx starts anew, with another configuration."""
        self.run("up", "--detach", "--no-deps", "--no-build", "nginx", "certificates")
        self.wait_until_healthy("nginx", hopeless=("exited", "restarting", "dead"))

    def remove(self, service: str) -> None:
        self.run("rm", "--stop", "--force", service)

    def wait_until_healthy(
        self,
        service: str,
        hopeless: tuple[str, ...] = ("exited", "restarting", "unhealthy", "dead"),
    ) -> None:
        deadline = time.monotonic() + SLOWEST_START
        while (state := self.state(service)) != "healthy":
            if state in hopeless:
                raise StepFailed(f"{service} is {state}:\n{self.last_words(service)}")
            if time.monotonic() > deadline:
                raise StepFailed(f"{service} is not healthy:\n{self.last_words(service)}")
            time.sleep(0.5)

    def state(self, service: str) -> str:
        """`healthy`, `starting`, `exited`, …; "" when there is none."""
        containers = self.run("ps", "--all", "--quiet", service).split()
        if not containers:
            return ""
        template = "{{.State.Status}} {{.RestartCount}} {{with .State.Health}}{{.Status}}{{end}}"
        words = run(["docker", "inspect", "--format", template, containers[0]]).stdout.split()
        health = words[2] if len(words) > 2 else ""
        if words[0] == "running" and int(words[1]) and health != "healthy":
            return "restarting"
        return health if words[0] == "running" and health else words[0]

    def last_words(self, service: str) -> str:
        return self.run("logs", "--no-color", "--no-log-prefix", "--tail", "15", service)
