"""Every model of the app, where Django looks for them. Each is in the room that owns it."""

from cms.publishing.models import (
    Change,
    ContentVersion,
    DocumentVersion,
    KeptData,
    KeptVersion,
    Publication,
    Rollback,
)
from cms.search.models import PageText, SearchWord, StalePageText

__all__ = [
    "Change",
    "ContentVersion",
    "DocumentVersion",
    "KeptData",
    "KeptVersion",
    "PageText",
    "Publication",
    "Rollback",
    "SearchWord",
    "StalePageText",
]
