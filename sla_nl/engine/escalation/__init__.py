"""Escalation: who is told about a ticket, and when (docs/design.md 8).

The schedule of a ticket follows from its contract, its escalation matrix and its timeline. It does
not depend on `now`, which only divides it into what has been told and what comes next.

    ladder      the levels and triggers of a matrix, with the calendars that they need
    looks       the spans in which the same rows hold for a ticket
    watch       the moments of a ticket that triggers look at, such as missed dates
    shares      when a share of a clock's time is used up
    causes      when a trigger fires, and until when its cause lasts
    climbing    which level is told
    schedule    all escalations of a ticket, in order
"""
