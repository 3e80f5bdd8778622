"""The data of the panel on the ticket's page, and what an agent can record there.

The modules:

    panel        collect all data of the panel
    panel_texts  its labels
    standing     judge a ticket now, and with other facts
    kept         read the clocks of a solved ticket as they were judged
    controls     list the fields and events that an agent can record
    telling      show what the contract wants told, and by whom
    drafts       draft a message to the customer
    sending      send it through Helpdesk's own reply
    incident_reports  make, print and send a post-incident report
    templates    the Email Templates of these messages
    to_do        list the follow-ups that are still to be done
    consent      whether the customer approved the costs, was asked, or has to be
    desks        tell which desk takes a ticket now
    escalating   who was told of a ticket, who is next, and what can be escalated
    outages      the outages of a ticket, and recording one
    acknowledging  check who may acknowledge an escalation, and show it to them
    recording    check that a request may record an event
    recorded     list what was recorded, and by whom
    activity     tell it in the ticket's activity
    access       check who may see and record them
    teller       turn a verdict into texts in the user's language
"""
