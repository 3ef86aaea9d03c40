"""No two public classes of the application share a name: `scripts/check` reports those that do.

A reader who meets a name must know which class is meant. Nested classes (`Meta`) do not count.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from scripts.measures import modules

FOLDERS = ("cms", "home", "snippets", "config", "scripts")
#: A model and the type of its JSON, `cms/delivery/kinds/<name>.py`, are a pair.
PAIRS = {"FooterLink", "Hero", "HomePage", "MenuItem", "Partner"}
#: Names that more than one class has, each with the reason.
SHARED = {
    "Command": "Django finds a command by this name.",
} | dict.fromkeys(PAIRS, "A model, and the type of its JSON.")


def shared_names() -> list[str]:
    """Names of several classes, and exceptions that nothing needs any more."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for place, source in modules(FOLDERS):
        for name in _public_classes(source):
            places[name].append(place)
    shared = {name: where for name, where in places.items() if len(where) > 1}
    return [
        *(
            f"{len(where)} classes are called {name}: {', '.join(where)}. Say in each name which "
            "thing it is."
            for name, where in sorted(shared.items())
            if name not in SHARED
        ),
        *(
            f"One class is called {name}, or none: take it off the list in scripts/class_names.py."
            for name in sorted(SHARED.keys() - shared.keys())
        ),
    ]


def _public_classes(source: str) -> Iterator[str]:
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name
