"""Drawings of verdicts, contracts and calendars as HTML, for the desk, Helpdesk and reports.

Drawings are pure functions: they read nothing else, and they escape all text.
"""
