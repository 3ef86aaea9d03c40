"""The Next.js starter (frontend/next): its types, what it shares, and its lock.

Types need Node and what the lock file pins. Where there is none they are not checked, and that is
said; in a CI it is an error.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import orjson

from config.env import ROOT

FRONTEND = ROOT / "frontend"
FOLDER = FRONTEND / "next"
REGISTRY = "registry.npmjs.org"
#: What is the same in both websites.
SHARED = {"js/click_to_edit.js": "lib/click_to_edit.js", "icon.svg": "app/icon.svg"}


def problems() -> list[str]:
    return [*_differing_copies(), *_strange_registries(FOLDER / "package-lock.json"), *_types()]


def _differing_copies() -> list[str]:
    return [
        f"frontend/next/{copy} is not frontend/{original}. Copy it."
        for original, copy in SHARED.items()
        if (FRONTEND / original).read_bytes() != (FOLDER / copy).read_bytes()
    ]


def _strange_registries(lock: Path) -> list[str]:
    packages = orjson.loads(lock.read_bytes())["packages"]
    return [
        f"{lock.relative_to(ROOT)} gets {name} from another place than {REGISTRY}."
        for name, package in packages.items()
        if urlsplit(package.get("resolved", "")).hostname not in (None, REGISTRY)
    ]


def _types() -> list[str]:
    if trouble := _not_installed():
        if os.environ.get("CI"):
            return [trouble]
        print(f"  frontend/next: types are not checked, as {trouble}.")
        return []
    completed = subprocess.run(
        ["node", "node_modules/typescript/bin/tsc", "--noEmit", "--pretty", "false"],
        cwd=FOLDER,
        text=True,
        capture_output=True,
        check=False,
    )
    return completed.stdout.splitlines() if completed.returncode else []


def _not_installed() -> str:
    """Why what the lock file pins is not there; installs it where that can be done."""
    if (FOLDER / "node_modules" / ".package-lock.json").exists():
        return ""
    npm = shutil.which("npm")
    if npm is None:
        return "there is no npm on the PATH"
    command = [npm, "ci", "--no-audit", "--no-fund"]
    completed = subprocess.run(command, cwd=FOLDER, capture_output=True, check=False)
    return "" if completed.returncode == 0 else "npm cannot install what its lock file pins"
