"""Book the fees that tickets cause, move them through their states, and sum what is unbilled.

What is where:

    ledger    book, reverse and remove entries
    credits   book and reverse what the supplier owes: percentages of invoices
    states    confirm, waive, dispute and invoice an entry
    readers   who may run the report of unbilled fees
    unbilled  sums of the entries that are not billed yet
"""
