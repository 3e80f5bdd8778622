"""The commands about the service: maintenance, availability and credits.

What is where:

    commands      the commands with their options
    lines         lines of a file about maintenance and outages
    maintenance   is each window allowed, and until when must it be announced
    availability  the availability of the services in a period
    credits       the meetings and discounts after a first meeting
"""
