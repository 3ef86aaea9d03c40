"""Share links in the admin: Settings → Share links. Whoever may make them sees and revokes their
own; who may view all, all."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from cms.previews.share_links import ShareLink
from cms.tokens.admin import COLUMNS, DATES, MakeSecret, Revoke, SecretForm, Secrets, SecretsViewSet


class ShareLinkForm(SecretForm):
    lengths = {"1": gettext_lazy("1 day"), "3": gettext_lazy("3 days"), "7": gettext_lazy("7 days")}

    class Meta:
        model = ShareLink
        fields = ("name",)


class MakeShareLink(MakeSecret):
    how_to_use = gettext_lazy(
        "Whoever has the link sees the website with all drafts that you may see, without an "
        "account. Send it to nobody else, and revoke it when it is not needed any more."
    )

    def shown(self, secret: str) -> str:
        return f"{settings.FRONTEND_URL}/preview/?{urlencode({'drafts': secret})}"


def _of(user: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows if user.has_perm("cms.view_sharelink") else rows.filter(maker=user)


class ShareLinksList(Secrets):
    def get_base_queryset(self) -> QuerySet[Any]:
        return _of(self.request.user, super().get_base_queryset())


class RevokeShareLink(Revoke):
    def get_queryset(self) -> QuerySet[Any]:
        return _of(self.request.user, super().get_queryset())


class ShareLinks(SecretsViewSet):
    model = ShareLink
    name = "share_links"
    url_prefix = "share-links"
    menu_label = gettext_lazy("Share links")
    icon = "link"
    menu_order = 905
    index_view_class = ShareLinksList
    add_view_class = MakeShareLink
    delete_view_class = RevokeShareLink
    form_class = ShareLinkForm
    list_display = (*COLUMNS, *DATES)
