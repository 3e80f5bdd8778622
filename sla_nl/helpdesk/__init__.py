"""All coupling to Helpdesk: the only place that names its doctypes and fields.

What is where:

    hooks    the functions that HD Ticket and Communication call
    saving   a ticket is saved: which contract holds, what changed, the stamps
    ticket   what the app knows of a ticket, and how it is judged
    bulk     many tickets at once; the sweep of each minute
    upkeep   backfill, recompute, renames, verify
    page     the ticket's page for agents
    desk     lists in the desk; a demo site
    sweep, stalled, backfill, dry_run, recompute  names in jobs that version 0.1 queued
"""

TICKET = "HD Ticket"
