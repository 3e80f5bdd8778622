"""Tickets in the desk.

What is where:

    lists  the open tickets of a contract, the clocks that are due next
    demo   fill a site with example tickets, and take them away again
"""
