"""An error of the schedule is told with the way to it: its fields are in a dialog that is closed.

The date of a page's end passes by itself, so the form of a page that was taken down by its schedule
has an error before anybody has changed anything.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm


class SchedulesAreFound(WagtailAdminModelForm):
    def full_clean(self) -> None:
        super().full_clean()
        if any(self.has_error(name) for name in ("go_live_at", "expire_at")):
            way = _(
                "The times are in the side panel “Status”, under “Edit schedule”: clear them or "
                "choose later ones there, and save again. What you wrote is still here."
            )
            self.add_error(None, way)
