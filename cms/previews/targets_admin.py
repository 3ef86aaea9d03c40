"""Preview addresses in the admin: Settings → Preview addresses, for whoever has the permissions of
the model, so administrators unless a group was given them."""

from __future__ import annotations

from django import forms
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from cms.previews.targets import PreviewTarget

WEBSITE = ""
_PREFIX = "target-"


class PreviewTargetForm(WagtailAdminModelForm):
    class Meta:
        model = PreviewTarget
        fields = ("name", "pattern")
        widgets = {"pattern": forms.TextInput(attrs={"dir": "ltr"})}

    def clean_pattern(self) -> str:
        return str(self.cleaned_data["pattern"]).strip()


class PreviewTargets(ModelViewSet):
    model = PreviewTarget
    name = "preview_targets"
    url_prefix = "preview-addresses"
    menu_label = gettext_lazy("Preview addresses")
    icon = "view"
    add_to_settings_menu = True
    menu_order = 908
    copy_view_enabled = False
    list_display = ("name", Column("pattern", label=gettext_lazy("Address")))

    def get_form_class(self, for_update: bool = False) -> type[PreviewTargetForm]:
        return PreviewTargetForm

    @classmethod
    def permissions(cls) -> QuerySet[Permission]:
        """Those that an administrator can give to groups."""
        return Permission.objects.filter(
            content_type__app_label="cms", content_type__model="previewtarget"
        )


def modes() -> list[tuple[str, str | Promise]]:
    """What the preview panel offers: the website, and each address. One query."""
    targets = PreviewTarget.objects.values_list("pk", "name")
    website = (WEBSITE, gettext_lazy("The website"))
    return [website, *((f"{_PREFIX}{pk}", name) for pk, name in targets)]


def target_of(mode: str | None) -> PreviewTarget | None:
    """None for the website. Raises PreviewTarget.DoesNotExist for one that is gone."""
    if not mode:
        return None
    number = mode.removeprefix(_PREFIX)
    if not number.isdecimal():
        raise PreviewTarget.DoesNotExist
    return PreviewTarget.objects.get(pk=int(number[:18]))
