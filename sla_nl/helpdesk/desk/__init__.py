"""Tickets in the desk, and a demo site.

The modules:

    customers      search customers for people who manage contracts
    registered     the registered contacts of customers beside what contracts say of them
    late_list      the list to work from: late first, then due, by the next date
    lists          count open tickets and broken promises, list the clocks that are due next
    demo           fill a site with example tickets, and remove them again
    statuses       make the ticket statuses that a contract's rules name
    holiday_lists  calendars whose closed dates are those of a list of Helpdesk
    configuration  the priorities, SLAs, holidays and customers of Helpdesk, for a new contract
"""
