from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class SnippetsApp(AppConfig):
    name = "snippets"
    verbose_name = _("Website")

    def ready(self) -> None:
        from snippets.checks import check_snippet_types
        from snippets.kept_texts import keep_what_was_right
        from snippets.schedules import end_what_has_ended
        from snippets.taken_down import remember_what_is_taken_down
        from snippets.translated_choices import forget_what_is_deleted
        from snippets.translated_texts import check_before_storing
        from snippets.translation import check_what_translators_replace
        from snippets.upstream_patches import PATCHES
        from snippets.upstream_patches.table import ROWS

        PATCHES.apply(ROWS)
        checks.register(check_snippet_types, checks.Tags.models)
        checks.register(lambda app_configs, **_options: PATCHES.errors())
        check_what_translators_replace()
        check_before_storing()
        forget_what_is_deleted()
        end_what_has_ended()
        keep_what_was_right()
        remember_what_is_taken_down()
