"""manage.py publish: makes readers' documents those of the database, and says what it did."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.delivery import renditions
from cms.publishing import version
from cms.publishing.publish import NotPublished, Receipt, publish
from cms.publishing.stores import files

# Seconds to wait while another version is built: everything of a very large website takes a minute.
PATIENCE = 300.0


class Command(BaseCommand):
    help = "Publishes the database's content: to Redis, to this machine's files, to every reader."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="build even if nothing changed")
        parser.add_argument(
            "--new-version",
            action="store_true",
            help="raise the version first: after a deployment, whose code may say other things",
        )
        parser.add_argument(
            "--withdraw",
            action="store_true",
            help="take this machine's files away from nginx instead, until the next version",
        )

    def handle(self, *args: object, **options: object) -> None:
        if options["withdraw"]:
            files.withdraw(files.version() + 1)
            self.stdout.write("nginx asks the application, until the next version is published.")
            return
        if options["new_version"]:
            version.raise_version()
        try:
            # A keeper of the release before may be quicker than we are, with its own code.
            again = bool(options["again"] or options["new_version"])
            receipt = publish(again=again, patience=PATIENCE)
            self._say(receipt)
            if receipt.incomplete_images:
                made = renditions.make(receipt.incomplete_images)
                self.stdout.write(
                    f"Made {made} renditions of {len(receipt.incomplete_images)} images."
                )
                if made:
                    self._say(publish(patience=PATIENCE))
        except NotPublished as error:
            raise CommandError(
                f"Nothing was published; readers keep what they have. {error}"
            ) from error

    def _say(self, receipt: Receipt) -> None:
        where = ", ".join(receipt.languages)
        if not receipt.built:
            self.stdout.write(f"Version {receipt.version} ({where}) is live already.")
        elif receipt.in_redis:
            took = f"{receipt.seconds * 1000:.0f} ms"
            self.stdout.write(f"Version {receipt.version} ({where}) is live, after {took}.")
        else:
            self.stdout.write(
                f"Version {receipt.version} ({where}) is in this machine's files, but not in Redis:"
                f" {receipt.redis_error}. The keeper writes it as soon as Redis answers."
            )
