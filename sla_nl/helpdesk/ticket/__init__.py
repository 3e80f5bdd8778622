"""What the app knows of a ticket, and how it is judged.

What is where:

    facts        the fields that count for a contract
    translation  the timeline in the words of a contract; the judgement
    stamps       a verdict as fields of the ticket
    tickets      rows of HD Ticket: read, lock, write, compare
    history      Helpdesk's log of a ticket
    channels     through which a ticket came, where nobody wrote it down
    rebuild      a timeline rebuilt from that log
    beginnings   the rows that a timeline lacks, rebuilt
    settling     fees when the contract of a ticket changes
"""
