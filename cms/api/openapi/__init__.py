"""OpenAPI 3.1 of every public address: what is asked, what is answered, with real examples.

    json_schema.py  schemas of the types that readers get
    blocks.py       the types of blocks, read off their classes
    operations.py   addresses, with what their views and declarations say of them
    document.py     the whole, as /api/openapi.json serves it and /api/docs/ shows it
    examples.json   real answers; tests/api/test_openapi.py holds their shape equal to today's

It asks neither PostgreSQL nor Redis. Types for TypeScript are made from it (scripts/types).
"""
