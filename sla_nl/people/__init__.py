"""The people of an escalation: who holds a function, who is away, who is told.

What is where:

    roster    the people, teams and holders of a day, as plain data
    choosing  choose who is told of an escalation, and say who was passed over
    reading   read holders, users, absences and managers from the site, a statement each
    absences  check a day away; whose absences a user may see and change
    holders   refuse holders who cannot hold a function
    form      read levels and holders from the form of a matrix
    picture   draw who would be told on each level, for that form
    words     say in the user's language why somebody was passed over
"""
