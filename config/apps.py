"""The project as an app: it owns the templates and checks that belong to no other room, and ties
rooms together that do not know each other."""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

from config import loading


class Config(AppConfig):
    name = "config"
    verbose_name = "ADMSC CMS"

    def ready(self) -> None:
        from cms.accounts.second_factor import records
        from cms.accounts.sessions import ending, middleware
        from cms.audit import logins, wagtail_log
        from cms.background import historian, measure, resizer, schedule, threads
        from cms.changes import recorder
        from cms.delivery import renditions
        from cms.engines import request_id, statement_time
        from cms.notifications import happenings, things
        from cms.previews.targets_admin import modes
        from cms.previews.views import show
        from cms.publishing import change_log, events, triggers
        from cms.releases import due, rights, telling
        from cms.releases.models import Release
        from cms.search import admin_backend, index
        from cms.seo import not_found
        from cms.trash import keeping
        from cms.trash import triggers as triggers_of_the_trash
        from snippets.deletions import keep_with
        from snippets.preview import show_with

        statement_time.connect()
        request_id.connect()
        change_log.connect()
        logins.connect()
        wagtail_log.connect()
        renditions.connect()
        not_found.connect()
        records.connect()
        ending.connect()
        middleware.connect()
        events.version_live.subscribe("history", historian.remember)
        events.version_live.subscribe("renditions", resizer.ask_for_missing)
        events.version_live.subscribe("metrics", measure.version_live)
        events.version_live.subscribe("changes", recorder.look_now)
        threads.also_run(recorder.Recorder)
        schedule.also_carry_out(due.due)
        schedule.also_carry_out(telling.coming)
        schedule.could_not.subscribe("notifications", happenings.schedule_failed)
        happenings.connect()
        things.register(Release, rights.may_see, telling.address)
        show_with(show, modes)
        keep_with(keeping.keeping)
        triggers.also_install(triggers_of_the_trash.PREFIX, triggers_of_the_trash.wanted_triggers)
        delivery = apps.get_app_config("cms")
        post_migrate.connect(triggers.install_after_migrate, sender=delivery)
        post_migrate.connect(admin_backend.install_after_migrate, sender=delivery)
        post_migrate.connect(index.install_after_migrate, sender=delivery)
        loading.ends()
