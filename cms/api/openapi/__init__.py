"""OpenAPI 3.1 of every public address: what is asked, what is answered, with real examples.

    schemas.py      the shapes of answers
    operations.py   addresses, parameters, answers
    document.py     the whole, as /api/openapi.json serves it and /api/docs/ shows it
    examples.json   real answers; tests/test_openapi.py holds their shape equal to today's

It asks neither PostgreSQL nor Redis. Types for TypeScript are made from it (scripts/types).
"""
