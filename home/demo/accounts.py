"""The demo site's accounts: one for each role, all with the password of the settings."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User

SUPERUSER = "admin"
ROLES = {"editor": "Editors", "publisher": "Publishers", "seo": "SEO staff"}
ACCOUNTS = (SUPERUSER, *ROLES)


class NoAccounts(Exception):
    """The accounts cannot be made as they should be; the text says why."""


def make_accounts(*, reset: bool) -> User:
    """Makes those that are missing, and answers the superuser.

    An account that is there keeps its password and its groups, unless `reset`.
    """
    if not settings.ADMIN_PASSWORD:
        raise NoAccounts("Set ADMIN_PASSWORD: the demo accounts get it as their password.")
    groups = {group.name: group for group in Group.objects.filter(name__in=ROLES.values())}
    if missing := sorted(set(ROLES.values()) - set(groups)):
        raise NoAccounts(
            f"There is no group {' and no group '.join(missing)}. Groups come from the"
            " migrations: run manage.py migrate, or make the group again in the admin."
        )
    # Once for all, as it takes a second by design. It is one password, and everybody knows that.
    password = make_password(settings.ADMIN_PASSWORD)
    for name in ACCOUNTS:
        user, is_new = User.objects.get_or_create(
            username=name, defaults={"email": f"{name}@admsc.example", "first_name": name.title()}
        )
        if not user.last_name:
            # The form of one's account, where its language is chosen, takes no empty name.
            user.last_name = "ADMSC"
            user.save(update_fields=["last_name"])
        if not (is_new or reset):
            continue
        user.password = password
        user.is_active = True
        user.is_staff = user.is_superuser = name == SUPERUSER
        user.save()
        user.groups.set([groups[ROLES[name]]] if name in ROLES else [])
    return User.objects.get(username=SUPERUSER)
