"""`scripts/types`: frontend/api.d.ts from the OpenAPI document, by openapi-typescript.

The first line of the file carries a digest of the document that it was made of, so that whether
it is current can be said without Node and without the internet (`current`). What makes it is pinned
in scripts/node/package-lock.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from config.env import ROOT

TYPES = ROOT / "frontend" / "api.d.ts"
NODE = ROOT / "scripts" / "node"
HEADER = (
    "// Made by scripts/types from the OpenAPI document with SHA-256 {digest}. Not for editing.\n"
)


def openapi() -> str:
    """The document without examples, which no type depends on."""
    command = [sys.executable, "manage.py", "openapi", "--without-examples"]
    with tempfile.TemporaryDirectory() as data_dir:
        # Any settings do; these need nothing of the machine.
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATA_DIR": data_dir,
        }
        completed = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, text=True, capture_output=True
        )
    return completed.stdout


def header(document: str) -> str:
    """Of what types depend on: not of the version, nor of words about the whole."""
    description = json.loads(document)
    shapes = json.dumps([description["paths"], description["components"]], sort_keys=True)
    return HEADER.format(digest=hashlib.sha256(shapes.encode()).hexdigest())


def current() -> list[str]:
    """What is wrong with the committed types; nothing when they are those of today's API."""
    if not TYPES.exists():
        return ["frontend/api.d.ts is missing. Run scripts/types."]
    with TYPES.open() as file:
        first = file.readline()
    if first != header(openapi()):
        return ["frontend/api.d.ts is not made of today's API. Run scripts/types."]
    return []


def install() -> None:
    """What the lock file pins, once."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("Types are made with Node 20 or newer, and there is no npm on the PATH.")
    if not (NODE / "node_modules" / ".package-lock.json").exists():
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=NODE, check=True)


def make() -> str:
    install()
    document = openapi()
    with tempfile.TemporaryDirectory() as folder:
        source, types = Path(folder, "openapi.json"), Path(folder, "api.d.ts")
        source.write_text(document)
        tool = NODE / "node_modules" / ".bin" / "openapi-typescript"
        subprocess.run(
            [tool, source, "--output", types, "--root-types", "--root-types-no-schema-prefix"],
            check=True,
            capture_output=True,
        )
        return header(document) + types.read_text()


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/types", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, say what is wrong")
    if parser.parse_args().check:
        if problems := current():
            sys.exit("\n".join(problems))
        print("frontend/api.d.ts is made of today's API.")
        return
    TYPES.write_text(make())
    print(f"{TYPES.relative_to(ROOT)} has {len(TYPES.read_text().splitlines())} lines.")


if __name__ == "__main__":
    main()
