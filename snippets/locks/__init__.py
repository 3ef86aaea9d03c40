"""Locks that hold: for one row, and for its translations and aliases as the locker chose."""
