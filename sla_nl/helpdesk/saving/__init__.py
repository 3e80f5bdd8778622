"""The save of a ticket, from the hooks to the stamps.

The modules:

    sla            replace Helpdesk's own SLA for tickets with a contract
    afresh         clear fields of a new ticket that were copied from another one
    rights         check who may change a ticket, and keep its customer
    identity       find out whether the user is an agent, and whose contact they are
    protection     protect the app's fields from users who may not write them
    messages       remember the message for which Helpdesk saves a ticket
    solving        solve a ticket by the message that tells of it
    automatic      recognise mails that a machine has sent
    callers        find a function of another app that is running
    moments        check the dates that a request writes into the app's fields
    assigning      give the follow-ups of a ticket to whom it is assigned
    pauses         forget why a ticket was paused, when its status changes
    state          the data that the hooks of one save share
    recording      record an event on a ticket, or take it back, and save the ticket
    judging        judge and stamp the ticket
    timeline_rows  read, complete and add to the timeline of the ticket
    writing        write its timeline, clocks, follow-ups, escalations and fees
    faults         log a fault, so that none stops the save
"""
