"""Calendar arithmetic: from instants to opening hours (docs/design.md 4).

What is where:

    instants     conversion between instants and local time
    spans        spans of time, joined and taken apart
    periods      months, quarters, half years and years
    holidays_nl  Dutch holidays
    calendar     opening hours, and deadlines counted in them
"""
