"""Share links: the drafts of the website for somebody without an account, for a week at most.

A link carries a secret (cms/tokens/models.py) and opens what the drafts' API opens, with the rights
that its maker has at that moment.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from cms.tokens.models import BearerSecret


class ShareLink(BearerSecret):
    prefix = "admsc_share_"
    longest = timedelta(days=7)

    class Meta(BearerSecret.Meta):
        verbose_name = _("share link")
        verbose_name_plural = _("share links")
