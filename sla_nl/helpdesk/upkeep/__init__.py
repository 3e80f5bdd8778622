"""What an admin starts, and what follows from a change of names or terms.

What is where:

    backfill   timelines and stamps for tickets from before the app
    dry_run    a file of what a backfill would change
    recompute  stamp open tickets anew under changed terms
    renames    follow a renamed priority, type, status, customer or contract
    deleted    clear links to a deleted contract
    stalled    start unfinished runs again
    verify     compare every stamp with a new judgement
"""
