"""Patches of version 0.2."""
