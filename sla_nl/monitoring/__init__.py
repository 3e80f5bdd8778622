"""What monitors report about services (docs/design.md 12.2).

What is where:

    bodies         read the bodies that the monitoring tools post
    moments        read the moments in them
    receiving      store what was reported, each report once
    services       services as monitors call them, and what they stand for
    outages        write the outages that follow from the reports
    users          the users of monitors, who may do nothing else
"""
