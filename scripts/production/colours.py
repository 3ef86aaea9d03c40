"""Two colours and what is known of releases: which colour answers, which release, which before.

`web` and `web-green` are the two colours: one answers, the other is where the next release starts.
`application.conf` among nginx's live files says which. `CMS_IMAGE` of the env file is the release
that answers; `releases.log` beside it has those before.
"""

from __future__ import annotations

import os
import re
import time
from abc import ABC, abstractmethod
from pathlib import Path

from scripts.production.steps import StepFailed

COLOURS = ("web", "web-green")
# Seconds that a release has to become healthy.
SLOWEST_START = 120.0


class Colours(ABC):
    env_file: Path

    # --- What a kind of machine does in its own way --------------------------------------------

    @property
    @abstractmethod
    def live_file(self) -> Path:
        """What nginx includes to know whom it asks."""

    @abstractmethod
    def address(self, colour: str) -> str:
        """Where nginx finds a colour: `web:8000`."""

    @abstractmethod
    def reload_nginx(self) -> None:
        """Has nginx test and read its files again. Raises StepFailed."""

    @abstractmethod
    def fetch(self, image: str) -> None:
        """Has the release on this machine. Raises StepFailed."""

    @abstractmethod
    def release_step(self, image: str, *words: str, options: str = "") -> str:
        """A command of the release, once, beside what runs. `options` are PostgreSQL's."""

    @abstractmethod
    def inside(self, service: str, *words: str) -> str:
        """A command where a service runs, and what it prints. Raises StepFailed."""

    @abstractmethod
    def start(self, service: str, image: str) -> None:
        """Starts it from a release, in place of what is there, and returns when it is healthy."""

    @abstractmethod
    def remove(self, service: str) -> None:
        """Ends it when it has answered what it began."""

    # --- Which colour, which release -----------------------------------------------------------

    @property
    def releases(self) -> Path:
        return self.env_file.with_name("releases.log")

    def live(self) -> str:
        """The colour that nginx asks."""
        text = self.live_file.read_text() if self.live_file.exists() else ""
        return next((colour for colour in COLOURS if text == self._line(colour)), COLOURS[0])

    def other(self) -> str:
        return next(colour for colour in COLOURS if colour != self.live())

    def ask(self, colour: str) -> None:
        """Has nginx ask this colour, for every request from now on; none is refused meanwhile."""
        before = self.live_file.read_text() if self.live_file.exists() else None
        replace(self.live_file, self._line(colour))
        try:
            self.reload_nginx()
        except StepFailed:
            if before is None:
                self.live_file.unlink()
            else:
                replace(self.live_file, before)
            raise

    def _line(self, colour: str) -> str:
        return f'"" {self.address(colour)};\n'

    def image(self) -> str:
        """The release that answers: CMS_IMAGE of the env file."""
        match = re.search(r"^CMS_IMAGE=(\S+)", self.env_file.read_text(), re.MULTILINE)
        if match is None:
            raise StepFailed(f"{self.env_file} names no CMS_IMAGE.")
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
        raise StepFailed(f"{self.releases} names no release before {present}: name one.")


def replace(path: Path, text: str) -> None:
    """Writes a file in one step, with the rights that it has."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.touch(mode)
    aside.chmod(mode)
    aside.write_text(text)
    aside.replace(path)
