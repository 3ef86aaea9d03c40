"""The installation of docker/compose.yaml: its services, its colours, and where its state stands.

`web` and `web-green` are the two colours: one answers, the other is where the next release starts.
`docker/nginx/live/application.conf` says which; nginx reads it. `CMS_IMAGE` in
`docker/production.env` is the release that answers; `docker/releases.log` has those before.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from scripts.production.steps import Failed, run

ROOT = Path(__file__).resolve().parent.parent.parent
COLOURS = ("web", "web-green")
PORT = 8000
# In its container, where the image writes it.
NGINX_CONF = "/tmp/nginx.conf"  # noqa: S108
# Seconds that a release has to become healthy.
SLOWEST_START = 120.0


@dataclass
class Compose:
    env_file: Path = ROOT / "docker/production.env"
    files: tuple[Path, ...] = (ROOT / "docker/compose.yaml",)
    project: str = "cms"
    # What differs from env_file in one command: the image of a release that does not answer yet.
    environment: dict[str, str] = field(default_factory=dict)

    def command(self, *words: str) -> list[str]:
        files = [word for file in self.files for word in ("--file", str(file))]
        return [
            *("docker", "compose", "--project-name", self.project, "--profile", "green"),
            *("--env-file", str(self.env_file), *files, *words),
        ]

    def run(self, *words: str, **environment: str) -> str:
        given = {**os.environ, **self.environment, **environment}
        return run(self.command(*words), env=given).stdout

    def release_step(self, image: str, *words: str, options: str = "") -> str:
        """A command of the image, once, beside what runs."""
        postgresql = ("--env", f"PGOPTIONS={options}") if options else ()
        once = ("run", "--rm", "--no-deps", "--no-TTY", *postgresql, "migrate", *words)
        return self.run(*once, CMS_IMAGE=image)

    def inside(self, service: str, *words: str) -> str:
        return self.run("exec", "--no-TTY", service, *words)

    def start(self, service: str, image: str) -> None:
        """Starts it from an image, and returns when it is healthy."""
        options = ("--detach", "--no-deps", "--force-recreate", "--no-build", "--pull", "never")
        self.run("up", *options, service, CMS_IMAGE=image)
        self.wait_until_healthy(service)

    def wait_until_healthy(self, service: str) -> None:
        deadline = time.monotonic() + SLOWEST_START
        while (state := self.state(service)) != "healthy":
            if state in ("exited", "restarting", "unhealthy", "dead"):
                raise Failed(f"{service} is {state}:\n{self.last_words(service)}")
            if time.monotonic() > deadline:
                raise Failed(f"{service} is not healthy:\n{self.last_words(service)}")
            time.sleep(0.5)

    def state(self, service: str) -> str:
        """`healthy`, `starting`, `exited`, …; "" when there is none."""
        identity = self.run("ps", "--all", "--quiet", service).split()
        if not identity:
            return ""
        template = "{{.State.Status}} {{.RestartCount}} {{with .State.Health}}{{.Status}}{{end}}"
        words = run(["docker", "inspect", "--format", template, identity[0]]).stdout.split()
        if words[0] == "running" and int(words[1]):
            return "restarting"
        return words[2] if words[0] == "running" and len(words) > 2 else words[0]

    def last_words(self, service: str) -> str:
        return self.run("logs", "--no-color", "--no-log-prefix", "--tail", "15", service)

    def remove(self, service: str) -> None:
        self.run("rm", "--stop", "--force", service)

    # --- Which colour, which release -----------------------------------------------------------

    @property
    def live_file(self) -> Path:
        return ROOT / "docker/nginx/live/application.conf"

    @property
    def releases(self) -> Path:
        return self.env_file.with_name("releases.log")

    def live(self) -> str:
        """The colour that nginx asks."""
        try:
            match = re.search(r'"" ([a-z-]+):', self.live_file.read_text())
        except FileNotFoundError:
            return COLOURS[0]
        return match[1] if match else COLOURS[0]

    def other(self) -> str:
        return next(colour for colour in COLOURS if colour != self.live())

    def ask(self, colour: str) -> None:
        """Has nginx ask this colour, for every request from now on; none is refused meanwhile."""
        before = self.live_file.read_text() if self.live_file.exists() else None
        replace(self.live_file, f'"" {colour}:{PORT};\n')
        try:
            self.inside("nginx", "nginx", "-t", "-q", "-c", NGINX_CONF)
            self.inside("nginx", "nginx", "-s", "reload", "-c", NGINX_CONF)
        except Failed:
            if before is None:
                self.live_file.unlink()
            else:
                replace(self.live_file, before)
            raise

    def image(self) -> str:
        """The release that answers: CMS_IMAGE of env_file."""
        match = re.search(r"^CMS_IMAGE=(\S+)", self.env_file.read_text(), re.MULTILINE)
        if match is None:
            raise Failed(f"{self.env_file} names no CMS_IMAGE.")
        return match[1]

    def note(self, image: str) -> None:
        """Remembers that this release answers now."""
        text = self.env_file.read_text()
        replace(self.env_file, re.sub(r"^CMS_IMAGE=.*$", f"CMS_IMAGE={image}", text, flags=re.M))
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        with self.releases.open("a") as log:
            log.write(f"{moment} {image}\n")

    def release_before(self) -> str:
        """The last one that answered and is another than the present one."""
        present = self.image()
        lines = self.releases.read_text().splitlines() if self.releases.exists() else []
        for line in reversed(lines):
            if (image := line.split()[-1]) != present:
                return image
        raise Failed(f"{self.releases} names no release before {present}: name one.")


def replace(path: Path, text: str) -> None:
    """Writes a file in one step, with the rights that it has."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.touch(mode)
    aside.chmod(mode)
    aside.write_text(text)
    aside.replace(path)


def is_there(image: str) -> bool:
    done = subprocess.run(["docker", "image", "inspect", image], capture_output=True, check=False)
    return done.returncode == 0
