"""What `scripts/run` does once Python is there: every server of the CMS, up, watched and stopped.

One process, `__main__`, is the parent of all others. The terminal's Ctrl-C reaches it alone, and it
stops the others in order. It holds a lock on `DATA_DIR` for as long as it lives, and writes down
there what it started, so that the next start can end what a killed run left behind.

`DATA_DIR/servers.json` is there while PostgreSQL and Redis are up: `config.env` reads it, and so
every `manage.py` in another terminal talks to the same two.
"""

from __future__ import annotations


class Stopped(Exception):
    """Ctrl-C, SIGTERM or a closed terminal."""


class Failed(Exception):
    """It cannot start, or cannot go on; the message is for a person and says what to do."""
