"""The fields of the schedule name their time zone; an error of theirs is told with the way to it,
because they are in a dialog that is closed.

The date of a page's end passes by itself, so the form of a page that was taken down by its schedule
has an error before anybody has changed anything.
"""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

SCHEDULE = ("go_live_at", "expire_at")


class SchedulesAreFound(WagtailAdminModelForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        """A time is one of the person's time zone, or of the server's. The field says of which."""
        super().__init__(*args, **kwargs)
        zone = timezone.get_current_timezone_name()
        for name in SCHEDULE:
            if name in self.fields:
                self.fields[name].help_text = _("In the time zone %(zone)s.") % {"zone": zone}

    def full_clean(self) -> None:
        super().full_clean()
        if any(self.has_error(name) for name in SCHEDULE):
            way = _(
                "The times are in the side panel “Status”, under “Edit schedule”: clear them or "
                "choose later ones there, and save again. What you wrote is still here."
            )
            self.add_error(None, way)
        if self._is_an_hour_of_changing_clocks():
            reason = _(
                "The clocks change then in the time zone %(zone)s, so that the hour is skipped or "
                "comes twice: choose another hour."
            )
            self.add_error(None, reason % {"zone": timezone.get_current_timezone_name()})

    def _is_an_hour_of_changing_clocks(self) -> bool:
        """As Django found out."""
        errors = self.errors.as_data()
        codes = {error.code for name in SCHEDULE for error in errors.get(name, ())}
        return "ambiguous_timezone" in codes
