"""What the app keeps of each ticket, and who may read it.

What is where:

    timeline     what happened to a ticket: rows that are added and never changed
    clocks       the state of each promise, as it was last judged
    permissions  records are written by the app alone and read by those who may read the ticket
"""
