"""API tokens: what machines send as `Authorization: Bearer …`, made and revoked in the admin."""
