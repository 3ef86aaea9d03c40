from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Home(AppConfig):
    name = "home"
    verbose_name = _("Pages")

    def ready(self) -> None:
        from django.core.checks import Tags, register
        from django.db.models.signals import post_migrate
        from wagtail.signals import page_published

        from home import left_addresses, website_address
        from home.checks import check_page_types
        from home.localization import state_index
        from home.roles import groups
        from home.upstream_patches import ROWS
        from snippets.upstream_patches import PATCHES

        PATCHES.apply(ROWS)
        page_published.connect(left_addresses.lift_after_publish, dispatch_uid="left_addresses")
        register(check_page_types, Tags.models)
        register(website_address.check_address, Tags.database)
        post_migrate.connect(website_address.follow_after_migrate, sender=self)
        post_migrate.connect(groups.bring_up_to_date, sender=self)
        post_migrate.connect(state_index.install_after_migrate, sender=self)
