"""PostgreSQL and Redis as this project uses them: compiled queries, dry runs, caches."""
