"""What we depend on: the two lists, their locks, and what the code imports.

Nothing here asks a package registry: only scripts/lock resolves versions.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from config.env import ROOT

# Each list, and the folders whose imports it must name. The second list takes in the first one.
IMPORTERS = {
    "requirements": ("cms", "config", "docker", "home", "snippets"),
    "requirements-dev": ("scripts", "tests"),
}


def stale_locks() -> list[str]:
    """What scripts/lock would mend. Only names and pins: resolving needs a package registry."""
    problems = []
    pins: dict[str, dict[str, set[str]]] = {}
    for stem in ("requirements", "requirements-dev"):
        chosen = _requirements(stem)
        text = (ROOT / f"{stem}.txt").read_text()
        locked = pins[stem] = {}
        for block in re.split(r"\n(?=\S)", re.sub(r"(?m)^#.*\n", "", text)):
            requirement = Requirement(block.splitlines()[0].rstrip(" \\"))
            name: str = canonicalize_name(requirement.name)
            locked.setdefault(name, set()).add(str(requirement.specifier).removeprefix("=="))
            if "--hash=sha256:" not in block:
                problems.append(f"{stem}.txt: {name} has no hash.")
            by_us = re.search(rf"# +(via )?-r {stem}\.in$", block, re.MULTILINE)
            if by_us and name not in chosen:
                problems.append(f"{stem}.txt: {name} is no longer in {stem}.in.")
        for name, requirement in chosen.items():
            if name not in locked:
                problems.append(f"{stem}.in: {name} is not in {stem}.txt.")
            elif not all(requirement.specifier.contains(version) for version in locked[name]):
                problems.append(
                    f"{stem}.txt: {name} {locked[name]} is not {requirement.specifier}."
                )
    for name, versions in pins["requirements"].items():
        if not versions <= pins["requirements-dev"].get(name, set()):
            problems.append(f"requirements-dev.txt: {name} is not {versions} as in production.")
    return [*problems, "Run scripts/lock."] if problems else []


def undeclared_imports() -> list[str]:
    """Packages that our code imports, and that only some other package brings."""
    distributions = packages_distributions()
    own_folders = {folder for folders in IMPORTERS.values() for folder in folders}
    declared: set[str] = set()
    problems = []
    for stem, folders in IMPORTERS.items():
        declared |= _requirements(stem).keys()
        importers: dict[str, str] = {}
        for folder in folders:
            for path in sorted((ROOT / folder).rglob("*.py")):
                for module in _imported(path):
                    importers.setdefault(module, str(path.relative_to(ROOT)))
        for module in sorted(importers.keys() - sys.stdlib_module_names - own_folders):
            names = [canonicalize_name(name) for name in distributions.get(module, [])]
            if not declared.intersection(names):
                brought_by = " or ".join(names) or f"the package with {module}"
                problems.append(
                    f"{importers[module]} imports {module}: name {brought_by} in {stem}.in."
                )
    return problems


def _imported(path: Path) -> Iterator[str]:
    """The first parts of the names of the modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def _requirements(stem: str) -> dict[str, Requirement]:
    lines = (line.split("#")[0].strip() for line in (ROOT / f"{stem}.in").read_text().splitlines())
    chosen = [Requirement(line) for line in lines if line and not line.startswith("-")]
    return {canonicalize_name(requirement.name): requirement for requirement in chosen}
