"""`scripts/check`: checks of the code that do not run it, one line for each check.

Checks run side by side and show what they have to say only when they fail. None needs a server or
the internet. A check of files that do not exist yet says so; one that raises has failed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from config.env import ROOT, Environment
from scripts import class_names, measures, next_starter, requirements, typescript

PACKAGES = ("cms", "home", "snippets", "config")
BIN = Path(sys.executable).parent

# Made up, and all that production requires: `check --deploy` must find nothing to warn of.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "an-invented-key-of-more-than-fifty-characters-0123456789",
    "ALLOWED_HOSTS": "cms.example.com",
    "CMS_URL": "https://cms.example.com",
    "FRONTEND_URL": "https://www.example.com",
    "DATABASE_URL": "postgresql://cms:cms@127.0.0.1:1/cms",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


YAML = """
extends: default
rules:
  comments: {min-spaces-from-content: 1}
  document-start: disable
  line-length: {max: 130}
  truthy: {check-keys: false}
"""


@dataclass(frozen=True)
class Check:
    """A command, or a function that answers what is wrong. `files` are put behind the command."""

    name: str
    run: tuple[str, ...] | Callable[[], list[str]]
    files: Callable[[], Iterable[Path]] | None = None
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    check: Check
    seconds: float
    output: str = ""
    failed: bool = False
    nothing: bool = False


def shell_scripts() -> list[Path]:
    places = ("scripts/*", ".ci/*", "docker/**/*")
    paths = {path for place in places for path in ROOT.glob(place) if path.is_file()}
    return sorted(path for path in paths if re.match(rb"#!.*\b(ba)?sh\b", path.read_bytes()[:60]))


def files(*patterns: str) -> Callable[[], Iterable[Path]]:
    return lambda: sorted(path for pattern in patterns for path in ROOT.glob(pattern))


def templates() -> list[Path]:
    """Our templates. Those that replace a template of Wagtail keep its markup, to be comparable."""
    paths = ROOT.glob("*/templates/**/*.html")
    return sorted(path for path in paths if "wagtailadmin" not in path.parts)


def schema(name: str) -> tuple[str, ...]:
    return ("check-jsonschema", "--builtin-schema", f"vendor.{name}")


# The slowest first.
CHECKS = (
    Check("types", ("mypy",)),
    Check(
        "deployment",
        ("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        environment=PRODUCTION,
    ),
    Check("migrations", ("manage.py", "makemigrations", "--check", "--dry-run")),
    Check(
        "security",
        ("bandit", "-q", "-c", "pyproject.toml", "-ll", "-r", *PACKAGES, "scripts", "docker"),
    ),
    Check("layers", ("lint-imports", "--no-cache")),
    Check("lint", ("ruff", "check", "--quiet", ".")),
    Check("format", ("ruff", "format", "--quiet", "--diff", ".")),
    Check("locks", requirements.stale_locks),
    Check("imports", requirements.undeclared_imports),
    Check("any", measures.too_many_any),
    Check("length", measures.long_files),
    Check("names", class_names.shared_names),
    Check("typescript", typescript.current),
    Check("next", next_starter.problems),
    Check("templates", ("djlint", "--quiet", "--lint"), templates),
    Check("shell", ("shellcheck",), shell_scripts),
    Check("dockerfile", ("hadolint",), files("docker/**/Dockerfile*")),
    Check("compose", schema("compose-spec"), files("docker/**/compose*.y*ml", "compose*.y*ml")),
    Check("workflows", schema("github-workflows"), files(".github/workflows/*.y*ml")),
    Check("dependabot", schema("dependabot"), files(".github/dependabot.y*ml")),
    Check(
        "yaml",
        ("yamllint", "--strict", "--config-data", YAML),
        files("*.y*ml", "docker/**/*.y*ml", ".github/**/*.y*ml", "docs/**/*.y*ml"),
    ),
)


def perform(check: Check, data_dir: Path) -> Result:
    start = time.monotonic()
    if callable(check.run):
        problems = check.run()
        return Result(check, time.monotonic() - start, "\n".join(problems), failed=bool(problems))
    paths = [str(path.relative_to(ROOT)) for path in check.files()] if check.files else []
    if check.files and not paths:
        return Result(check, 0, nothing=True)
    first = check.run[0]
    program = [sys.executable, first] if first.endswith(".py") else [str(BIN / first)]
    names = {name.upper() for name in Environment.model_fields}
    completed = subprocess.run(
        [*program, *check.run[1:], *paths],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if name not in names},
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATA_DIR": str(data_dir),
            "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            **check.environment,
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Result(
        check, time.monotonic() - start, completed.stdout, failed=completed.returncode != 0
    )


def reason(error: BaseException) -> str:
    """Why a check could not be made: what was raised, and where."""
    *_, place = traceback.extract_tb(error.__traceback__)
    output = getattr(error, "stderr", None) or ""
    return f"{type(error).__name__}: {error}\n{place.filename}:{place.lineno}\n{output}".rstrip()


def main(names: list[str]) -> int:
    every = {check.name: check for check in CHECKS}
    if unknown := [name for name in names if name not in every]:
        print(f"No such check: {', '.join(unknown)}. There are: {', '.join(every)}.")
        return 2
    chosen = [every[name] for name in names] or list(CHECKS)
    start = time.monotonic()
    failed = []
    with tempfile.TemporaryDirectory() as data_dir, ThreadPoolExecutor(os.cpu_count()) as pool:
        begun = {pool.submit(perform, check, Path(data_dir)): check for check in chosen}
        for future in as_completed(begun):
            if error := future.exception():
                duration = time.monotonic() - start
                result = Result(begun[future], duration, reason(error), failed=True)
            else:
                result = future.result()
            print(report(result), flush=True)
            if result.failed:
                failed.append(result)
    for result in failed:
        print(f"\n--- {result.check.name} {'-' * (60 - len(result.check.name))}")
        print(result.output.strip())
    seconds = time.monotonic() - start
    if failed:
        print(f"\n{len(failed)} of {len(chosen)} checks failed, in {seconds:.1f} s")
        return 1
    print(f"\n{len(chosen)} checks passed in {seconds:.1f} s")
    return 0


def report(result: Result) -> str:
    duration = "nothing to check yet" if result.nothing else f"{result.seconds:5.1f} s"
    return f"{'✗' if result.failed else '✓'} {result.check.name:<12} {duration}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
