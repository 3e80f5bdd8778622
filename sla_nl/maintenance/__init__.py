"""Maintenance windows.

What is where:

    windows     check a window when it is saved; the types and services of a contract
    reading     read windows from the site as the engine knows them
    judging     judge a window under each of its contracts
    overruling  overrule hard faults, with a reason
    stages      the states of a window, and which of them a person can choose
    moments     when the sweep looks at a window again
    preview     what the form of a window shows
    calendar    the windows of a span for the calendar view
    copying     copy a window to the next month
    telling     announce, change, cancel and end a window
    notices     the log of who was told
    letter      the mail to a contact
    ical        windows as iCalendar
    mailing     queue the mails, and find those that failed
    planner     tell the planner of a window
    stopping    the maintenance in which the clocks of tickets stand still
    moving      remind, start and end windows by the clock
"""
