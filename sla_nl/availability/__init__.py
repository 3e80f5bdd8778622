"""Outages of services, and the availability that follows from them (docs/design.md 12).

What is where:

    outages      the documents `SLA Outage`: names, moments, what a contract has of a period
    checking     check an outage when it is saved
    permissions  who may read an outage
    windows      the maintenance windows of a contract, judged, and the outage that one proposes
    figures      the availability of the services of a contract in a period
    telling      these figures in words
    picture      the figures as HTML for the form of a contract
    renames      follow a service that gets another name
"""
