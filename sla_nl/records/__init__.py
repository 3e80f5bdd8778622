"""Records that the app keeps of each ticket, and who may read them.

What is where:

    timeline     the events of a ticket: rows that are added and never changed
    clocks       the state of each promise when it was last judged
    follow_ups   what somebody has to do by a date, and whether it was done
    permissions  only the app writes records; users who may read a ticket may read its records
    readers      who may run a report of the app
"""
