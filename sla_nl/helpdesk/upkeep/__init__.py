"""Jobs that an administrator starts, or that follow from changed names or terms.

The modules:

    backfill   rebuild timelines for tickets from before the app, and stamp the open ones
    dry_run    write a file of the changes that a backfill would make
    recompute  stamp open tickets again under changed terms
    maintenance  stamp tickets again if maintenance that stops their clocks has changed
    filling      fill the columns of clocks that came later
    renames    follow a renamed priority, type, status, customer or contract
    deleted    clear links to a deleted contract
    stalled    start unfinished runs again
    verify     compare all stamps with a new judgement
"""
