"""Locks in wagtail-localize's editor and in what writes translations.

wagtail-localize asks whether somebody may edit, and never whether something is locked: a locked
translation takes new texts, is published, overwritten by a sync and turned into an alias.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.locks import BaseLock, WorkflowLock
from wagtail.models import Locale, TranslatableMixin, WorkflowState
from wagtail_localize.models import Translation, TranslationSource

from snippets.languages import listed
from snippets.locks.guard import editor_of
from snippets.locks.kin import kin_of
from snippets.locks.lock import (
    User,
    lock_against,
    lock_of,
    locker_of,
    name_of,
    names_of_things,
    reason,
)
from snippets.locks.screen import lock_addresses, may_lock, may_unlock
from snippets.upstream_patches.addresses import View

_RESTART, _CONVERT = "localize-restart-translation", "localize-convert-to-alias"


# --- Views that write -----------------------------------------------------------------------------


def refusing_what_is_locked(view: View) -> View:
    """Wraps a view of wagtail-localize that changes the texts of a translation."""

    @functools.wraps(view)
    def checked(request: HttpRequest, translation_id: int, **segment: int) -> HttpResponse:
        translation = get_object_or_404(Translation, pk=translation_id)
        target = translation.get_target_instance()
        if request.method not in ("GET", "HEAD") and (lock := lock_against(request.user, target)):
            return _refused(request, reason(request.user, lock), target)
        return view(request, translation_id, **segment)

    return checked


def _refused(request: HttpRequest, text: str, target: Model) -> HttpResponse:
    """The editor of texts sends them in the background, where no message is shown."""
    if request.method in ("PUT", "DELETE"):
        return JsonResponse({"detail": text}, status=403)
    messages.error(request, text)
    return redirect(editor_of(target))


def naming_what_is_locked(view: View) -> View:
    """Wraps "Sync translated …": what is locked is left as it is, and named."""

    @functools.wraps(view)
    def checked(request: HttpRequest, translation_source_id: int) -> HttpResponse:
        if request.method != "POST":
            return view(request, translation_source_id=translation_source_id)
        source = get_object_or_404(TranslationSource, pk=translation_source_id)
        locked = list(_locked_targets(request.user, source))
        names = listed(names_of_things(request.user, locked))
        if locked and request.POST.get("use_machine_translation"):
            text = _("Nothing was translated, because it is locked: %(names)s. Unlock it first.")
            messages.error(request, text % {"names": names})
            return redirect(request.get_full_path())
        response = view(request, translation_source_id=translation_source_id)
        if locked and response.status_code == 302:
            text = _("Left as it is, because it is locked: %(names)s.")
            messages.warning(request, text % {"names": names})
        return response

    return checked


def _locked_targets(user: User, source: TranslationSource) -> Iterator[Model]:
    for translation in source.translations.filter(enabled=True):
        if lock_against(user, target := translation.get_target_instance()):
            yield target


def unless_it_is_locked(user: User | None, source: TranslationSource, locale: Locale) -> None:
    """Before a translation is written. Raises ValidationError with the reason."""
    model = source.specific_content_type.model_class()
    target = model._default_manager.filter(translation_key=source.object_id, locale=locale).first()
    if target is not None and (lock := lock_against(user, target)):
        raise ValidationError(reason(user, lock))


# --- The editor -----------------------------------------------------------------------------------


def before_edit(request: HttpRequest, thing: Model) -> HttpResponse | None:
    """The hook before_edit_page and before_edit_snippet: before wagtail-localize's own."""
    if request.method == "POST":
        return _refuse_to_write(request, thing)
    if request.method == "GET":
        for text, address in _what_is_locked(request, thing):
            buttons = [messages.button(address, _("Unlock"))] if address else []
            messages.warning(request, text, buttons)
    return None


def _refuse_to_write(request: HttpRequest, thing: Model) -> HttpResponse | None:
    """What the form of a translation does. Wagtail's own form refuses by itself."""
    writes = request.POST.get("action") == "publish" or {_RESTART, _CONVERT} & set(request.POST)
    if writes and (lock := lock_against(request.user, thing)):
        return _refused(request, reason(request.user, lock), thing)
    return None


def _what_is_locked(request: HttpRequest, thing: Model) -> Iterator[tuple[str, str]]:
    """Sentences, each with the address that unlocks, or ""."""
    user, own = request.user, lock_of(thing)
    if own is not None and _is_translated(thing):
        yield _own(user, own), _unlock_url(request, thing)
    for lock in _locks_of_translations(thing):
        yield _of_another_language(user, lock, own), ""


def _own(user: User, lock: BaseLock) -> str:
    if lock.for_user(user):
        return reason(user, lock)
    if isinstance(lock, WorkflowLock):
        return _("This waits for approval. You are one of its reviewers and may change it.")
    return _("You locked this. Nobody else may change it until you unlock it.")


def _of_another_language(user: User, lock: BaseLock, own: BaseLock | None) -> str:
    names = {"title": name_of(user, lock.object), "person": locker_of(lock)}
    if isinstance(lock, WorkflowLock):
        text = _("%(title)s waits for approval. This one can be changed meanwhile.")
    elif own is not None and lock.object.locked_at == own.object.locked_at:
        text = _("%(title)s is locked, and this one with it.")
    elif names["person"]:
        text = _("%(title)s is locked by %(person)s. That lock does not hold here.")
    else:
        text = _("%(title)s is locked. That lock does not hold here.")
    return text % names


def _locks_of_translations(thing: Model) -> Iterator[BaseLock]:
    rows = [row for row in kin_of(thing) if getattr(row, "alias_of_id", None) is None]
    waiting = _waiting_for_approval(rows)
    for row in rows:
        concerned = getattr(row, "locked", False) or str(row.pk) in waiting
        if concerned and (lock := lock_of(row)):
            yield lock


def _waiting_for_approval(rows: list[Model]) -> set[str]:
    if not rows:
        return set()
    kind = ContentType.objects.get_for_model(rows[0])
    states = WorkflowState.objects.active().filter(base_content_type=kind)
    ids = states.filter(object_id__in=[str(row.pk) for row in rows])
    return set(ids.values_list("object_id", flat=True))


def _is_translated(thing: Model) -> bool:
    """Whether wagtail-localize's editor is shown in place of Wagtail's, which shows its locks."""
    if not isinstance(thing, TranslatableMixin):
        return False
    followed = Translation.objects.filter(enabled=True, target_locale_id=thing.locale_id)
    return followed.filter(source__object_id=thing.translation_key).exists()


def _unlock_url(request: HttpRequest, thing: Model) -> str:
    if not (getattr(thing, "locked", False) and may_unlock(request.user, thing)):
        return ""
    return f"{lock_addresses(thing)[1]}?{urlencode({'next': request.path})}"


def with_locks(user: User, thing: Model, props: dict[str, Any]) -> dict[str, Any]:
    """What the editor of texts is given, so that it offers what this person may do."""
    lock, locked = lock_against(user, thing), getattr(thing, "locked", False)
    lock_url, unlock_url = lock_addresses(thing)
    perms = {
        "canLock": not locked and may_lock(user, thing),
        "canUnlock": locked and may_unlock(user, thing),
        "canPublish": props["perms"]["canPublish"] and lock is None,
    }
    return props | {
        "object": props["object"] | {"isLocked": lock is not None},
        "perms": props["perms"] | perms,
        "links": props["links"] | {"lockUrl": lock_url, "unlockUrl": unlock_url},
    }
