from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Snippets(AppConfig):
    name = "snippets"
    verbose_name = _("Website")

    def ready(self) -> None:
        from snippets.image_chooser import mend_the_choosers
        from snippets.languages import name_languages_for_each_reader
        from snippets.translation import close_the_traps
        from snippets.translation_preview import preview_while_translating

        name_languages_for_each_reader()
        mend_the_choosers()
        close_the_traps()
        preview_while_translating()
