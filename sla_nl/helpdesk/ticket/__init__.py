"""Read a ticket's data, judge it and write its stamps.

The modules:

    facts         the fields of a ticket that count for its contract
    translation   translate a timeline into events for the engine, and judge it
    stamps        turn a verdict into fields of the ticket
    tickets       read, lock, write and compare rows of HD Ticket
    reporter      whether a registered contact of the customer reported a ticket
    helpdesk_log  read what Helpdesk and Frappe have logged about tickets
    channels      find out through which channel an older ticket came
    rebuild       rebuild a timeline from that log
    beginnings    rebuild only the rows that a timeline lacks
    backdated     tickets whose creation was set back, as an import of old tickets does
    settling      correct the fees when the contract of a ticket changes
"""
