"""GET /api/changes/stream/: each version's changes, told to whoever keeps the connection open.

    messages.py     what is told, as events
    hub.py          who is told when; one event for all listeners that are as far
    application.py  the connection: HTTP, by ASGI
    server.py       the server, a thread of the worker
    view.py         what gunicorn answers at this address, and the declaration for OpenAPI

docs/decisions/the-stream-of-changes.md says why the worker has it.
"""
