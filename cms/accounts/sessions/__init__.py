"""Who is logged in where: the list of one's own sessions, their limits, and what ends them.

Django has the sessions (docs/decisions/sessions-in-postgresql.md). Beside each, django-allauth's
`UserSession` has what a person recognises it by: device, address, begin and last use. It is written
by the first request of a session to the admin.
"""
