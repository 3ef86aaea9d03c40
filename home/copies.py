"""A copy or an alias stands among the pages of its language, or is not made.

Wagtail copies an English page under an Arabic one and leaves it English: it is live, and at no
address of the website. wagtail-localize makes translations by the same action, in the language of
where they come to stand.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from wagtail.actions.copy_page import CopyPageIntegrityError
from wagtail.actions.create_alias import CreatePageAliasAction, CreatePageAliasIntegrityError
from wagtail.models import Locale, Page

from snippets.languages import names_of

Check = Callable[..., None]


def among_its_language(check: Check) -> Check:
    """Wraps `check` of the actions that copy a page or make an alias of it."""

    @functools.wraps(check)
    def checked(action: Any, skip_permission_checks: bool = False) -> None:
        check(action, skip_permission_checks)
        is_alias = isinstance(action, CreatePageAliasAction)
        if is_alias:
            parent, locale = action.parent, action.update_locale
        else:
            parent, locale = action.to, (action.update_attrs or {}).get("locale")
        text = why_not_under(action.page, parent or action.page.get_parent(), locale)
        if text:
            raise (CreatePageAliasIntegrityError if is_alias else CopyPageIntegrityError)(text)

    return checked


def why_not_under(page: Page, parent: Page, locale: Locale | None = None) -> str:
    """Why a copy in `locale` (the page's own by default) cannot stand there, "" when it can."""
    locale = locale or page.locale
    if parent.is_root() or parent.locale_id == locale.pk:
        return ""
    text = _(
        "“%(page)s” is in %(language)s and cannot be copied under “%(destination)s”, which is in "
        "%(other)s. Choose a page in the same language; to have the page in both, translate it."
    )
    return text % {
        "page": page.get_admin_display_title(),
        "destination": parent.get_admin_display_title(),
        "language": names_of([locale.language_code]),
        "other": names_of([parent.locale.language_code]),
    }


Convert = Callable[[Any, Page, object, object], Page]


def as_untranslated(convert: Convert) -> Convert:
    """Wraps what makes a page of its own of an alias. One in another language than what it shows
    is announced as its translation when somebody has published it."""

    @functools.wraps(convert)
    def converted(action: Any, page: Page, log_action: object, user: object) -> Page:
        source = page.alias_of
        if source is not None and source.locale_id != page.locale_id:
            rows = page.specific_class._default_manager.filter(pk=page.pk, live=True)
            rows.update(is_untranslated=True)
        return convert(action, page, log_action, user)

    return converted
