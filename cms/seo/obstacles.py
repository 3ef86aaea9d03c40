"""Why the metadata of a page cannot be published now, in one sentence for each page.

For all pages at once: two queries and one for each page type, however many pages there are. What is
asked is what the editor of a page would ask: the right to publish it, locks, approval, schedules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.locks import BasicLock
from wagtail.models import Page

from cms.delivery.search_metadata import page_types
from home.roles.permissions import ContentPermissionTester
from snippets.occupied import in_workflow, scheduled
from snippets.visibility import User


def obstacles(user: User, pages: Sequence[Page]) -> dict[int, str]:
    """By page id, of those pages that have one. `locked_by` of the pages should be read already."""
    return dict(_obstacles(user, pages))


def _obstacles(user: User, pages: Sequence[Page]) -> Iterator[tuple[int, str]]:
    ids = [page.pk for page in pages]
    base = ContentType.objects.get_for_model(Page).pk
    key_of = {page.pk: (base, str(page.pk)) for page in pages}
    waiting, dated = in_workflow(key_of.values()), scheduled(key_of.values())
    untranslated = {
        pk
        for model in page_types()
        for pk in model._default_manager.filter(pk__in=ids, is_untranslated=True).values_list(
            "pk", flat=True
        )
    }
    types = {kind.pk for kind in ContentType.objects.get_for_models(*page_types()).values()}
    for page in pages:
        if page.content_type_id not in types or page.alias_of_id:
            yield page.pk, _("It has no metadata of its own.")
        elif page.pk in untranslated:
            # Publishing it would tell search engines that it is a translation.
            yield (
                page.pk,
                _("It shows what its source says: nobody has translated it. Translate it first."),
            )
        elif not page.live:
            yield page.pk, _("Readers cannot open it any more. Publish it first.")
        elif not ContentPermissionTester(user, page).can_publish_metadata():
            yield page.pk, _("You may not publish it. Ask somebody who may.")
        elif page.locked and BasicLock(page).for_user(user):
            yield page.pk, _locked(page)
        elif key_of[page.pk] in waiting:
            yield (
                page.pk,
                _("It waits for approval. Wait for its reviewers, or cancel that in its editor."),
            )
        elif key_of[page.pk] in dated:
            yield (
                page.pk,
                _(
                    "It is scheduled to be published, and publishing it now would cancel that. "
                    "Change it in its editor, or when it was published."
                ),
            )


def _locked(page: Page) -> str:
    if page.locked_by is None:
        return _("It is locked. Unlock it in its editor if you may.")
    name = f"\u2068{get_user_display_name(page.locked_by)}\u2069"
    return _("It is locked by %(person)s. Ask %(person)s to unlock it.") % {"person": name}
