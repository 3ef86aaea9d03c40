"""Publishing many pages at once, with aliases among them.

An alias has no text of its own: it goes live with the page that it repeats. Wagtail publishes a
revision of it, which there is not, and that was an error page (500) with nothing published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.contrib.auth.models import User
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Page


class PublishWithoutAliases(PublishBulkAction):
    """Names the aliases, and publishes the others."""

    template_name = "home/admin/confirm_bulk_publish.html"

    def get_actionable_objects(self) -> tuple[list[Page], dict[str, list[Page]]]:
        pages, context = super().get_actionable_objects()
        aliases = [page for page in pages if page.alias_of_id]
        return [page for page in pages if not page.alias_of_id], context | {"aliases": aliases}

    @classmethod
    def execute_action(
        cls,
        objects: Iterable[Page],
        include_descendants: bool = False,
        user: User | None = None,
        **_options: object,
    ) -> tuple[int, int]:
        pages = list(objects)
        drafts = list(_drafts_below(pages, user)) if include_descendants else []
        for page in (*pages, *drafts):
            specific = page.specific
            revision = specific.get_latest_revision() or specific.save_revision(user=user)
            revision.publish(user=user)
        return len(pages), len(drafts)


def _drafts_below(pages: Iterable[Page], user: User | None) -> Iterator[Page]:
    for page in pages:
        for draft in page.get_descendants().not_live().filter(alias_of=None):
            if user is None or draft.permissions_for_user(user).can_publish():
                yield draft
