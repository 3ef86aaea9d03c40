"""The order of an alphabet, in PostgreSQL: `Ä` beside `a`, `أ` and `إ` as `ا`, `ة` beside `ت`.

The function `alphabetical` (cms/migrations/0013_alphabet.py) makes of a text what is compared
letter by letter. It is the same in every build of PostgreSQL: docs/decisions/alphabet.md.
"""

from __future__ import annotations

from django.db.models import CharField, F, Field, Func, SlugField, TextField, URLField
from django.db.models.expressions import OrderBy
from django.db.models.functions import Collate


class Alphabetical(Func):
    """The text as it is compared."""

    function = "alphabetical"
    arity = 1
    output_field = TextField()


def is_written(field: Field[object, object] | None) -> bool:
    """Whether a field holds what people write, of which readers know the order."""
    if isinstance(field, (SlugField, URLField)) or (field is not None and field.choices):
        return False
    return isinstance(field, (CharField, TextField))


def in_alphabetical_order(name: str, *, descending: bool = False) -> list[OrderBy]:
    """An order by a text field: texts that differ in marks and capitals alone are neighbours."""
    compared = (Alphabetical(F(name)), F(name))
    return [OrderBy(Collate(text, "C"), descending=descending) for text in compared]
