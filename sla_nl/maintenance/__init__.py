"""Maintenance windows.

What is where:

    windows  check a window; the maintenance types of a contract
"""
