from __future__ import annotations

from wagtail.admin.panels import FieldPanel

from snippets.admin import LINK
from snippets.forms import SharedFieldPanel
from snippets.viewset import LANGUAGE_AND_STATE, TranslatedSnippetViewSet, form
from tests.scratch.models import Announcement


class Announcements(TranslatedSnippetViewSet):
    model = Announcement
    menu_order = 50
    icon = "warning"
    sort_order_field = "order"
    list_display = ("__str__", *LANGUAGE_AND_STATE)
    edit_handler = form(FieldPanel("text"), LINK, SharedFieldPanel("is_urgent"))
