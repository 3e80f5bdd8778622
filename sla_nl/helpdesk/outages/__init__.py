"""Outages that come from tickets, and who is told about outages.

The modules:

    tickets    record a ticket as an outage
    following  follow tickets: outages by themselves, and their ends; each minute
    warning    warn that little of the allowed downtime is left
    reminding  remind of outages that do not end
    receivers  who is told about a service of a contract
"""
