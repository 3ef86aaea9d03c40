"""What the SEO staff may do with a page: edit its metadata and publish that, and nothing else.

Wagtail's page permissions know "change" and "publish", and both would let SEO staff delete, move,
take offline and publish the drafts of others. Whoever lacks `EDIT_CONTENT` sees the SEO tab alone
(home/models/website_page.py), may write in it, and may publish as long as nothing else goes live.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from wagtail.models import Page, PagePermissionTester

EDIT_CONTENT = "home.edit_page_content"


class ContentPermissionTester(PagePermissionTester):
    """Wagtail's, where everything but metadata needs `EDIT_CONTENT` too."""

    def may_edit_content(self) -> bool:
        return bool(self.user.has_perm(EDIT_CONTENT))

    def can_publish(self) -> bool:
        allowed = bool(super().can_publish())
        return allowed and (self.may_edit_content() or only_metadata_is_unpublished(self.page))

    def can_publish_metadata(self) -> bool:
        """Whether the live page may get other metadata, its draft apart (cms/seo/bulk_edit.py)."""
        may_publish = bool(super().can_publish())
        return may_publish and (self.user.is_superuser or "change" in self.permissions)

    def can_add_subpage(self) -> bool:
        return bool(self.may_edit_content() and super().can_add_subpage())

    def can_publish_subpage(self) -> bool:
        return bool(self.may_edit_content() and super().can_publish_subpage())

    def can_delete(self, ignore_bulk: bool = False) -> bool:  # and with it, move
        return bool(self.may_edit_content() and super().can_delete(ignore_bulk=ignore_bulk))

    def can_unpublish(self) -> bool:
        return bool(self.may_edit_content() and super().can_unpublish())

    def can_unschedule(self) -> bool:
        return bool(self.may_edit_content() and super().can_unschedule())

    def can_set_view_restrictions(self) -> bool:
        return bool(self.may_edit_content() and super().can_set_view_restrictions())

    def can_reorder_children(self) -> bool:
        return bool(self.may_edit_content() and super().can_reorder_children())

    def can_copy(self) -> bool:
        return bool(self.may_edit_content() and super().can_copy())


class EditedByRoles(models.Model):
    """A page whose permissions are those above. Wagtail finds them for plain `Page` rows too."""

    class Meta:
        abstract = True

    def permissions_for_user(self, user: User | AnonymousUser) -> ContentPermissionTester:
        return ContentPermissionTester(user, self)


def only_metadata_is_unpublished(page: Page) -> bool:
    """Whether publishing the latest draft would change nothing but metadata, now or later.

    A draft may hold a schedule: published, it would take the page offline at its time.
    """
    live = type(page)._default_manager.filter(pk=page.pk, live=True).first()
    if live is None:
        return False
    if not live.has_unpublished_changes or live.latest_revision is None:
        return True
    draft = live.latest_revision.as_object().serializable_data()
    shown = live.serializable_data()
    names = (*type(page).content_fields, *_SCHEDULE)
    return all(draft[name] == shown[name] for name in names)


_SCHEDULE = ("go_live_at", "expire_at")
