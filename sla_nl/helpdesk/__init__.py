"""All code that knows Helpdesk. No other package names its doctypes and fields.

The modules:

    hooks    the functions that HD Ticket, Communication and ToDo call
    saving   the save of a ticket: find its contract and its changes, then stamp it
    ticket   read a ticket's data, judge it and write its stamps
    escalating  carry out escalations: tell whoever they concern
    outages  outages that come from tickets; who is told about outages
    bulk     work on many tickets at once; the sweep that runs each minute
    upkeep   backfill, recompute, renames, verify
    what_if  past tickets judged by a contract that is tried, without writing to any ticket
    page     the ticket's page for agents
    closing  close tickets on which nobody answers
    desk     lists in the desk; a demo site
    reviewing  the review of a month with a customer
    staff    agents and teams, as those who are told of escalations
    customers  customers and their contacts: who is told of maintenance, and what they see
    sweep, stalled, backfill, dry_run, recompute  old names for jobs that version 0.1 queued
"""

TICKET = "HD Ticket"
