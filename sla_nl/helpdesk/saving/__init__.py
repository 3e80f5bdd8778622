"""The save of a ticket, from the hook to the stamp.

What is where:

    sla         Helpdesk's own SLA, which steps aside for a ticket with a contract
    afresh      what a new ticket has not from the one that it comes from
    rights      who may change a ticket, and whose it stays
    identity    who the user is to Helpdesk
    protection  fields that not everybody may write
    messages    the message for which a ticket is saved
    moments     the moments that a request writes into the app's fields
    state       what the hooks of one save share
    judging     judge the ticket, stamp it, and write what follows
"""
