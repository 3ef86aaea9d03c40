"""`?fields=seo(_,title)`: which keys of a resolved field an answer has.

Wagtail's syntax, for the fields that this project resolves: all keys unless the first is `_`;
`-key` leaves one out. One level deep.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wagtail.api.v2.utils import BadRequestError

Config = list[tuple[str, bool, Any]]  # of wagtail.api.v2.utils.parse_fields_parameter
NestedFields = dict[str, Callable[[Any], Any]]


def split(config: Config, resolved: Mapping[str, tuple[str, ...]]) -> tuple[Config, NestedFields]:
    """The config without the keys of resolved fields, and what those keys do to each field."""
    rest: Config = []
    narrowing: NestedFields = {}
    for name, negated, keys in config or []:
        if keys and name in resolved:
            narrowing[name] = _narrowing(name, keys, resolved[name])
            keys = None
            if config[0][0] == "*":
                continue  # it is among all fields already, and Wagtail refuses to add it again
        rest.append((name, negated, keys))
    return rest, narrowing


def _narrowing(name: str, keys: Config, allowed: tuple[str, ...]) -> Callable[[Any], Any]:
    if not allowed:
        raise BadRequestError(f"fields: '{name}' does not support nested fields")
    if deeper := next((key for key, _negated, below in keys if below), None):
        raise BadRequestError(f"fields: '{name}({deeper})' does not support nested fields")
    kept = set(allowed)
    if keys[0][0] in ("_", "*"):
        kept = kept if keys[0][0] == "*" else set()
        keys = keys[1:]
    if unknown := {key for key, _negated, _below in keys} - set(allowed):
        raise BadRequestError(f"fields: unknown fields: {', '.join(sorted(unknown))}")
    for key, negated, _below in keys:
        (kept.discard if negated else kept.add)(key)

    def narrowed(value: Any) -> Any:
        if isinstance(value, list):
            return [narrowed(item) for item in value]
        if isinstance(value, dict):
            return {key: part for key, part in value.items() if key in kept}
        return value

    return narrowed
