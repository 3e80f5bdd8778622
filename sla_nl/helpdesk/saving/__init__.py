"""The save of a ticket, from the hook to the stamp.

What is where:

    sla         Helpdesk's own SLA, which steps aside for a ticket with a contract
    protection  fields that not everybody may write
    judging     judge the ticket, stamp it, and write what follows
"""
