"""manage.py remove_second_factor NAME: for somebody who has lost theirs, an administrator too."""

from __future__ import annotations

from argparse import ArgumentParser

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from cms.accounts.second_factor.removal import take_away


class Command(BaseCommand):
    help = (
        "Takes away the second factor of an account and ends its sessions. The next log-in is with "
        "the password alone; whoever must have a second factor sets it up anew then."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="The name with which somebody logs in.")

    def handle(self, *args: object, **options: str) -> None:
        name = options["username"]
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no account {name!r}.")
        if not take_away(user, by=None):
            raise CommandError(f"The account {name!r} has no second factor.")
        self.stdout.write(f"The second factor of {name!r} is taken away; its sessions are ended.")
