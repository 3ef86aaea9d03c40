"""How passwords are hashed: Argon2id with 19 MiB, two rounds and one lane, the first choice of
OWASP's "Password Storage Cheat Sheet". Django's 100 MiB with eight lanes would let sixteen people
who log in at once take 1.6 GB."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19_456  # KiB
    parallelism = 1
