"""The second factor of a log-in: codes of an app, passkeys, recovery codes (docs/decisions).

django-allauth has the factors, checks them and carries a log-in from the password to the code. Here
is what the CMS adds: who must have one (`required`), that half a log-in is none (`middleware`),
that wrong codes count as wrong passwords do (`forms`), the screens in the admin (`views`), and how
somebody gets in again who has lost theirs (`removal`).
"""
