"""Tickets in the desk, and a demo site.

The modules:

    customers      search customers for people who manage contracts
    lists          count the open tickets of a contract, list the clocks that are due next
    demo           fill a site with example tickets, and remove them again
    configuration  the priorities, SLAs, holidays and customers of Helpdesk, for a new contract
"""
