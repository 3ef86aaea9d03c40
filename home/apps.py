from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Home(AppConfig):
    name = "home"
    verbose_name = _("Pages")

    def ready(self) -> None:
        from home.permissions import keep_translations_to_roles
        from home.redirects import keep_redirects_when_nothing_moved

        keep_translations_to_roles()
        keep_redirects_when_nothing_moved()
