"""The page "What changes", as tests read it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.people import Person


def look(person: Person, instance: Any) -> Any:
    meta = instance._meta
    url = reverse("what_changes", args=[meta.app_label, meta.model_name, instance.pk])
    return person.reads(url)


def sentences_for(person: Person, instance: Any) -> dict[str, list[str]]:
    """Place -> its sentences, each ending in the languages for which it holds."""
    return {
        place.find("h2").get_text(strip=True): [
            " ".join(sentence.get_text().split()) for sentence in place.find("ul").find_all("li")
        ]
        for place in look(person, instance).select(".cms-changes__place")
    }


def draft(instance: Any, **changes: Any) -> Any:
    """The thing with a newer draft."""
    for name, value in changes.items():
        setattr(instance, name, value)
    instance.save_revision()
    return type(instance)._base_manager.get(pk=instance.pk)
