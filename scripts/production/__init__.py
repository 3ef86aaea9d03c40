"""Production on a machine with Docker: deploys, backups, and what looks after them.

These programs run on the server, beside docker/compose.yaml, where there is nothing but Docker and
Python: they need the standard library alone.
"""
