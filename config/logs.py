"""What is logged, and how: lines for people, or JSON for whoever collects it. Django and gunicorn
have the same (config/settings/base.py, docker/gunicorn.conf.py)."""

from __future__ import annotations

from typing import Any

LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def configuration(level: str, as_json: bool) -> dict[str, Any]:
    """For logging.config.dictConfig. Each line of JSON has time, level, logger, message,
    request_id and, of an error, exc_info with the traceback."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": "cms.engines.request_id.OnEveryLine"}},
        "formatters": {
            "line": {"format": LINE},
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "fmt": "%(levelname)s %(name)s %(message)s %(request_id)s",
                "rename_fields": {"levelname": "level", "name": "logger"},
                "timestamp": "time",
                "json_ensure_ascii": False,
            },
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "json" if as_json else "line",
                "filters": ["request"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
    }


def of_gunicorn(level: str, as_json: bool) -> dict[str, Any]:
    """Its own logger says when it starts, ends, and loses a process."""
    own = {"handlers": ["console"], "level": "INFO", "propagate": False}
    return configuration(level, as_json) | {"loggers": {"gunicorn.error": own}}
