"""A language that was taken out of the settings is taken out of the admin with all that is in it.

wagtail-localize refuses to delete a locale that anything uses, and of a language that the settings
do not name any more nobody finds what that is. Readers get nothing of it already. An administrator
is shown how much there is, and deletes it with the locale.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale, Page, get_translatable_models

from snippets.languages import listed

CanDelete = Callable[[Any, Locale], bool]
FormValid = Callable[[Any, object], HttpResponse]
GetContext = Callable[..., dict[str, Any]]


def is_lost(locale: Locale) -> bool:
    return locale.language_code not in get_content_languages()


def with_all_that_is_in_it(can_delete: CanDelete) -> CanDelete:
    """Wraps `can_delete` of the view that deletes a locale."""

    @functools.wraps(can_delete)
    def may(view: Any, locale: Locale) -> bool:
        return can_delete(view, locale) or (is_lost(locale) and view.request.user.is_superuser)

    return may


def naming_all_that_is_in_it(get_context_data: GetContext) -> GetContext:
    """Wraps its context: what goes is counted before it is asked whether."""

    @functools.wraps(get_context_data)
    def context_of(view: Any, object: Locale | None = None) -> dict[str, Any]:
        context = get_context_data(view, object=object)
        counts = [
            f"{rows.count()} {rows.model._meta.verbose_name_plural}" for rows in _rows(object)
        ]
        if counts and context["can_delete"]:
            text = _(
                "This language is not in the settings any more. With it goes all that is in it: "
                "%(counts)s. Are you sure?"
            )
            view.confirmation_message = text % {"counts": listed(counts)}
        return context

    return context_of


def deleting_all_that_is_in_it(form_valid: FormValid) -> FormValid:
    """Wraps what happens when the person is sure."""

    @functools.wraps(form_valid)
    def valid(view: Any, form: object) -> HttpResponse:
        locale = view.get_object()
        if not (is_lost(locale) and view.can_delete(locale)):
            return form_valid(view, form)
        try:
            with transaction.atomic():
                _empty(locale)
                return form_valid(view, form)
        except ProtectedError as error:
            messages.error(view.request, str(error.args[0]))
            response: HttpResponse = view.get(view.request)
            return response

    return valid


def _rows(locale: Locale | None) -> Iterator[models.QuerySet[Any]]:
    """What is in a language, by kind; pages together."""
    pages = Page.objects.filter(locale=locale, depth__gt=1)
    others = [model for model in get_translatable_models() if not issubclass(model, Page)]
    for rows in (pages, *(model._default_manager.filter(locale=locale) for model in others)):
        if rows.exists():
            yield rows


def _empty(locale: Locale) -> None:
    for rows in _rows(locale):
        rows.delete()
