"""The fee ledger: entries that tickets cause, what people do with them, what is still to be billed.

What is where:

    ledger    book, reverse and remove entries
    states    confirm, waive, dispute and invoice an entry
    readers   who may run the report of unbilled fees
    unbilled  sums of the entries that are not billed yet
"""
