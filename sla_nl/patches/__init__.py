"""Patches, one folder for each version. Their values are frozen: they never follow the code."""
