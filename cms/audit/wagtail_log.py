"""What Wagtail's log says of content is in the audit log too, once: by the rows that Wagtail
writes, from whichever screen, command or schedule."""

from __future__ import annotations

from django.db.models.signals import post_save
from wagtail.models import ModelLogEntry, PageLogEntry

from cms.audit.record import Json, NamedRow, record

# Wagtail's action -> event, of any model.
OF_CONTENT = {
    "wagtail.publish": "content.published",
    "wagtail.publish.scheduled": "content.published",
    "wagtail.publish.schedule": "content.scheduled",
    "wagtail.unpublish": "content.unpublished",
    "wagtail.unpublish.scheduled": "content.unpublished",
    "wagtail.revert": "content.reverted",
    "cms.trash.restore": "content.restored",
    "cms.release.approve": "release.approved",
    "cms.release.publish": "release.published",
    "cms.release.undo": "release.undone",
    "wagtail.apitoken.create": "token.made",
    "wagtail.apitoken.revoke": "token.revoked",
}
# Of these models alone. Of accounts, groups and settings PostgreSQL tells itself.
OF_MODELS = {
    ("cms.machinetoken", "wagtail.create"): "token.made",
    ("cms.machinetoken", "cms.tokens.revoked"): "token.revoked",
    ("cms.sharelink", "wagtail.create"): "share_link.made",
    ("cms.sharelink", "cms.tokens.revoked"): "share_link.revoked",
}
DELETED = "wagtail.delete"
# Whose deletion triggers tell.
TOLD_BY_TRIGGERS = ("auth", "cms", "wagtailcore.site", "wagtailcore.locale", "wagtailcore.workflow")


def connect() -> None:
    """Once per process, when the apps are ready."""
    for model in (PageLogEntry, ModelLogEntry):
        post_save.connect(_note, sender=model, dispatch_uid=f"{__name__} {model.__name__}")


def _note(
    instance: PageLogEntry | ModelLogEntry, created: bool, raw: bool = False, **_kwargs: object
) -> None:
    """`raw`: of another installation, by loaddata."""
    if raw or not created:
        return
    model = instance.content_type and instance.content_type.model_class()
    label = model._meta.label_lower if model else ""
    event = _event(instance.action, label)
    if event is None:
        return
    target = NamedRow(label, str(instance.object_id), instance.label)
    record(event, actor=instance.user, target=target, data=_details(instance))


def _event(action: str, label: str) -> str | None:
    if action == DELETED:
        is_told = label.startswith(TOLD_BY_TRIGGERS) and label != "cms.release"
        return None if is_told else "content.deleted"
    return OF_CONTENT.get(action) or OF_MODELS.get((label, action))


def _details(entry: PageLogEntry | ModelLogEntry) -> dict[str, Json]:
    data = entry.data or {}
    details: dict[str, Json] = {name: data[name] for name in ("ending",) if name in data}
    revision = data.get("revision")
    if isinstance(revision, dict) and revision.get("created"):
        details["version"] = str(revision["created"])
    return details
