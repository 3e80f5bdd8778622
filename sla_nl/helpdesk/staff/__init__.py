"""The agents and teams of Helpdesk, as those who are told of escalations.

The modules:

    agents    read agents with their availability, and teams with their members
    holding   ask who holds the functions of a contract, and count what is missing
    search    search colleagues and teams, for the form of a matrix
    roster    who is there on a day: the roster that a sweep or a form needs
"""
