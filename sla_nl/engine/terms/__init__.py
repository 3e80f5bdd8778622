"""The rows of a contract, as an admin sees them in the desk and a fixture ships them.

Each class is one child table of `SLA Contract` (or of `SLA Calendar` or `SLA Escalation Matrix`).
Its fields are the columns, each with its name, its possible values and its default. Rows are
immutable. Rules that concern several rows are checked in `engine/documents/contract_checks.py`.

    vocabulary   the words that columns may hold: kinds, clocks, units, readings
    priorities   priorities, and the maps from Helpdesk's priorities and ticket types
    targets      promises on clocks, for each ticket and on average
    events       effects of events, channels and statuses; follow-ups
    clauses      what the articles of an agreement say
    people       customers, contacts, communication
    money        fees and credits
    service      availability, exclusions, maintenance
    escalation   levels and triggers
    calendars    opening hours, special days, closed dates
    contract     a contract with all of its tables
"""
