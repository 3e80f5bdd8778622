"""Calendar arithmetic: from instants to opening hours (docs/design.md 4).

What is where:

    instants     conversion between instants and local time
    spans        spans of time, joined and taken apart
    periods      months, quarters, half years and years
    holidays_nl  Dutch holidays
    terms        the terms of a calendar: hours, holidays, special days
    days         the opening hours of each local date
    openings     the opening hours as instants, compiled for years at a time
    calendar     deadlines and durations counted in opening time
"""
