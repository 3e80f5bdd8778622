"""Patches of version 0.1."""
