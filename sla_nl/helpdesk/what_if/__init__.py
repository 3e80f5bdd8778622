"""Judge past tickets by a contract that is tried, beside what was in force (docs/design.md 4.17).

Nothing is written to a ticket. The modules:

    starting  choose the tickets and store what is tried
    working   work on the parts of a run, and add up what was found
    judging   judge tickets twice and say what differs
    lines     what differs for a ticket, as JSON
    showing   what a run found: on its form, printed, and as a file
    access    who may read a run, and which of its tickets
"""
