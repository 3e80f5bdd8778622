"""Contracts on a site: their documents, which one holds for a ticket, and what is wrong with one.

What is where:

    documents    read a contract, calendar or matrix from its document; compile a contract
    in_force     the contract that holds for a customer at a moment
    cache_token  a token that changes with the terms, so that compiled contracts can be kept
    refusals     refuse a document with faults when it is saved
    faults       faults as text and as HTML, in the user's language
    standard     the documents that the app ships: guarded, and brought up to date by a migrate
    copies       copies of them for customers, and new versions
    closed_dates fill a calendar's closed dates for some years
    preview      pictures of a contract or calendar that is being edited
"""
