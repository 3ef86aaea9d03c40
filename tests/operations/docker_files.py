"""The Docker files, read by parsers, for the tests of what they promise."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping
from itertools import dropwhile
from pathlib import Path
from string import Template
from typing import NotRequired, TypedDict

import yaml
from dockerfile_parse import DockerfileParser
from pathspec import GitIgnoreSpec

from config.env import ROOT


class Healthcheck(TypedDict):
    test: list[str]
    interval: str
    timeout: str
    retries: int
    start_period: str
    start_interval: NotRequired[str]


class Service(TypedDict, total=False):
    image: str
    build: dict[str, str]
    user: str
    privileged: bool
    read_only: bool
    cap_add: list[str]
    cap_drop: list[str]
    security_opt: list[str]
    restart: str
    command: list[str]
    entrypoint: list[str]
    environment: dict[str, str]
    ports: list[str]
    volumes: list[str]
    tmpfs: list[str]
    network_mode: str
    networks: list[str]
    profiles: list[str]
    mem_limit: str
    pids_limit: int
    depends_on: dict[str, dict[str, str]]
    healthcheck: Healthcheck
    logging: dict[str, dict[str, str]]
    stop_grace_period: str


class Compose(TypedDict):
    name: str
    services: dict[str, Service]
    networks: dict[str, dict[str, bool]]
    volumes: dict[str, dict[str, str]]


# --- Compose files -------------------------------------------------------------------------------

PRODUCTION: Compose = yaml.safe_load((ROOT / "docker/compose.yaml").read_text())
DEVELOPMENT: Compose = yaml.safe_load((ROOT / "docker/compose.dev.yaml").read_text())
OF_THE_CMS = ("web", "web-green", "worker", "migrate")


class ComposeText(Template):
    """Text with what compose fills in: ${NAME}, ${NAME:-default}, ${NAME:?message}, $$ for $."""

    flags = 0
    idpattern = "[A-Z][A-Z_0-9]*"
    braceidpattern = "[A-Z][A-Z_0-9]*(?::[-?][^}]*)?"


def variables(value: object) -> dict[str, str]:
    """The variables that a part of a compose file asks for: {"SECRET_KEY": "?…", "LOG_LEVEL": "-"}.

    "-" stands before a default, "?" before what compose says when the variable is missing.
    """
    requirements: dict[str, str] = {}
    for text in _texts(value):
        for identifier in ComposeText(text).get_identifiers():
            name, _, requirement = identifier.partition(":")
            assert requirements.setdefault(name, requirement) == requirement, (
                f"{name} is asked for in two ways"
            )
    return requirements


def filled_in(text: str, values: Mapping[str, str]) -> str:
    template = ComposeText(text)
    answers = {}
    for identifier in template.get_identifiers():
        name, _, requirement = identifier.partition(":")
        answers[identifier] = values.get(name) or (
            requirement[1:] if requirement.startswith("-") else ""
        )
    return template.substitute(answers)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for part in value.values() for text in _texts(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in _texts(part))


def mounts(service: Service) -> dict[str, tuple[str, str]]:
    """{"/var/lib/cms/media": ("media", "ro")}"""
    targets = {}
    for volume in service.get("volumes", []):
        source, target, *mode = volume.split(":")
        targets[target] = (source, mode[0].partition(",")[0] if mode else "rw")
    return targets


#: What compose does not start without.
REQUIRED = {
    "CMS_IMAGE": "admsc-cms:3f2c1ab",
    "POSTGRES_PASSWORD": "secret",
    "SECRET_KEY": "x" * 50,
    "ALLOWED_HOSTS": "cms.example.com,cms.example.net",
    "CMS_URL": "http://cms.example.com",
    "FRONTEND_URL": "http://www.example.com",
}


def environment_of(service: str, directory: Path) -> dict[str, str]:
    """The environment of a service of production, with only what is required filled in."""
    environment = PRODUCTION["services"][service]["environment"]
    values = {name: filled_in(str(value), REQUIRED) for name, value in environment.items()}
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        **values,
        "DATA_DIR": str(directory),
    }


# --- The image -----------------------------------------------------------------------------------

DOCKERFILE = DockerfileParser(str(ROOT / "docker"))


def instructions(name: str) -> list[str]:
    """The values of all instructions of a kind, in their order: instructions("USER")."""
    return [part["value"] for part in DOCKERFILE.structure if part["instruction"] == name]


def arguments_of(program: str) -> list[str]:
    """What the one command of the Dockerfile with this program is called with."""
    (arguments,) = (words for name, *words in _commands() if name == program)
    return arguments


def _commands() -> Iterator[list[str]]:
    """The commands of all RUN instructions, word by word, without the options of RUN itself."""
    for run in instructions("RUN"):
        for command in run.split("&&"):
            yield [*dropwhile(lambda word: word.startswith("--"), shlex.split(command))]


def files_in_the_image() -> list[Path]:
    """The files of this checkout that `COPY . .` copies, by their paths in it."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    assert patterns[0] == "*", "everything is left out first"
    ignored = GitIgnoreSpec.from_lines(map(_from_the_root, patterns))
    paths = []
    for folder, names, files in os.walk(ROOT):
        place = Path(folder).relative_to(ROOT)
        # Not into folders that have nothing in the image, such as .venv.
        names[:] = [name for name in names if _may_hold(patterns, place / name)]
        paths += [place / file for file in files if not ignored.match_file(place / file)]
    return sorted(paths)


def _from_the_root(pattern: str) -> str:
    """Docker takes every pattern from the root of the checkout; git takes some at any depth."""
    sign = "!" if pattern.startswith("!") else ""
    return f"{sign}/{pattern.removeprefix('!')}"


def _may_hold(patterns: list[str], folder: Path) -> bool:
    return any(pattern.startswith(f"!{folder.parts[0]}/") for pattern in patterns)
