"""All coupling to Helpdesk: the only place that names its doctypes and fields.

What is where:

    hooks, sla, protection       where Helpdesk calls us; fields that not everybody may write
    judging                      a save, from what changed to what is stamped
    facts, timeline, stamps      what of a ticket counts; what that means to a contract; the verdict
                                 as fields of the ticket
    tickets, restamp, batches    many at once: rows and locks; plans of what is to be written;
                                 transactions
    sweep, marking               dates that pass
    history, rebuild             Helpdesk's log, and the timeline of a ticket from before the app
    backfill, dry_run            such tickets brought in, or a file of what that would change
    recompute, renames, deleted  other terms, other names, a contract that is gone
    verify, stalled              what differs; runs that stopped
    panel, panel_texts           what the ticket's page shows,
    standing, kept, controls     how the ticket stands, as it was judged, what can be recorded,
    access                       and for whom
    desk, demo                   lists of the desk; a site to look at
"""

TICKET = "HD Ticket"
