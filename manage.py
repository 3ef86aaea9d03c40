#!/usr/bin/env python
"""Django's command line for this project. Finds the servers that scripts/run keeps up."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit(
            "Django is not installed here. Run scripts/run once, then .venv/bin/python manage.py …"
        )
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if error.__cause__ is None or getattr(error.__cause__, "sqlstate", "") is not None:
            raise
        from django.conf import settings

        if settings.STAGE == "production":
            sys.exit(
                f"PostgreSQL cannot be reached: {str(error).splitlines()[0]}\n\n"
                "Check DATABASE_URL (host, port, user, password, name) and that PostgreSQL runs;"
                " docs/operations.md says how to look."
            )
        if settings.ENV.database_url:
            problem = f"PostgreSQL cannot be reached: {str(error).splitlines()[0]}"
        else:
            problem = (
                f"scripts/run is not running (there is no {settings.DATA_DIR / 'servers.json'})."
            )
        sys.exit(f"{problem}\n\nStart scripts/run in another terminal, or set DATABASE_URL.")


if __name__ == "__main__":
    main()
