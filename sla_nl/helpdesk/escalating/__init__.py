"""Carry out the escalations of tickets.

The modules:

    sweep      find what is due, in batches, and queue the mails
    batch      lock the tickets of a batch, judge, decide, write the log, tell
    now        carry out what a user has just escalated
    judging    judge the tickets of a batch
    receivers  who is told: the holders of a level's function, or whoever has the ticket
    assigning  hand a ticket over to another team or agent
    by_hand    what somebody escalates by hand: their note, taking it back
    bell       tell agents in Helpdesk's bell, and in the ticket's history
"""
