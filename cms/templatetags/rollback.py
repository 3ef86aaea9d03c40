"""The banner of every page of the admin while readers get an earlier version."""

from __future__ import annotations

from typing import Any

from django import template

from cms.editorial.published import RESTORE
from cms.publishing.models import Rollback

register = template.Library()


@register.inclusion_tag("cms/admin/rollback.html", takes_context=True)
def rollback_banner(context: Any) -> dict[str, Any]:
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"rollback": None}
    rollback = Rollback.objects.select_related("by").first()
    return {
        "rollback": rollback,
        "may_undo": rollback and user.has_perm(RESTORE),
        "csrf_token": context.get("csrf_token"),
    }
