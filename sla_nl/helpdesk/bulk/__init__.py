"""Judge and stamp many tickets at once, in batches.

The modules:

    restamp    plan the changes of each ticket, then write them in bulk
    sweep      each minute: find the tickets with a date that has passed
    due        find out which other work of a sweep is due
    marking    judge and stamp a batch of those tickets
    reminding  tell whoever has a ticket that a follow-up was missed
"""
