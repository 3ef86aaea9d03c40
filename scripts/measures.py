"""Two measures of the code that `scripts/check` holds: how long its files are, and how often types
say `Any`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from config.env import ROOT

TYPED = ("cms", "home", "snippets", "config")
LEFT_OUT = {"migrations", "demo"}
#: The aim is 10. Whoever reaches less lowers it.
ANY_IN_A_THOUSAND_LINES = 10

FOLDERS = (*TYPED, "docker", "frontend", "scripts", "tests", ".ci")
CODE = {".py", ".js", ".mjs", ".html", ".sh", ""}
NOT_OURS = {"migrations", "node_modules", ".next", "rapidoc", "__pycache__"}
LINES = 400


def long_files() -> list[str]:
    """Files of code with more than 400 lines."""
    return [
        f"{name} has {lines} lines, and {LINES} is the limit: give each noun a file."
        for name, lines in _lengths()
        if lines > LINES
    ]


def _lengths() -> Iterator[tuple[str, int]]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            place = path.relative_to(ROOT)
            if path.suffix in CODE and path.is_file() and NOT_OURS.isdisjoint(place.parts):
                yield str(place), path.read_bytes().count(b"\n")


def too_many_any() -> list[str]:
    """Says how often types name `Any`, file by file, when that is too often."""
    lines = 0
    uses: dict[str, int] = {}
    for name, source in modules(TYPED):
        lines += source.count("\n")
        uses[name] = any_in(source)
    rate = 1000 * sum(uses.values()) / max(lines, 1)
    if rate <= ANY_IN_A_THOUSAND_LINES:
        return []
    most = sorted(uses.items(), key=lambda use: (-use[1], use[0]))[:20]
    return [
        f"Types say Any {rate:.1f} times in 1,000 lines; {ANY_IN_A_THOUSAND_LINES} is the limit.",
        *(f"{count:4} {name}" for name, count in most if count),
    ]


def modules(folders: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The name and the source of each module of the application, but for migrations and the demo,
    whose text in two languages would hide what the rest says."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            place = path.relative_to(ROOT)
            if LEFT_OUT.isdisjoint(place.parts):
                yield str(place), path.read_text()


def any_in(source: str) -> int:
    """How often the annotations and casts of a module name `Any`; importing it does not count."""
    return sum(map(_is_any, ast.walk(ast.parse(source))))


def _is_any(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="Any") | ast.Attribute(attr="Any"):
            return True
        case ast.Call(func=ast.Name(id="cast"), args=[ast.Constant(value=str(quoted)), *_]):
            return any_in(quoted) > 0
        case _:
            return False
