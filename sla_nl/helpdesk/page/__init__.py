"""The ticket's page: what an agent sees and can record.

What is where:

    panel        everything that the panel shows, as data
    panel_texts  its labels
    standing     how a ticket stands under its contract
    kept         how a solved ticket was judged
    controls     the fields and events that can be recorded
    recording    which events a request may record
    access       who may see and record them
    teller       a verdict as texts in the user's language
"""
