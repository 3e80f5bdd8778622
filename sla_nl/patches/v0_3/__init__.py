"""Patches of version 0.3."""
