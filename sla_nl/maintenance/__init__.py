"""Maintenance windows.

What is where:

    windows  check a window; list the maintenance types of a contract
"""
