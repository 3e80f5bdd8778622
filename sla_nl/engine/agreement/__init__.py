"""What a contract says besides the promises on tickets (docs/design.md 4.18).

What is where:

    communication  what is told about a ticket, and by whom
    contacts       the registered contacts of a customer beside what the contract says
    desks          which desks are open at a moment
    obligations    what an event of a contract makes due
    versions       versions compared by their numbers
    translation    a ticket of one contract as a ticket of another
"""
