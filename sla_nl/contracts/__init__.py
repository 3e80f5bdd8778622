"""Contracts on a site: their documents, the contract of each ticket, and faults in contracts.

What is where:

    documents    read a contract, calendar or matrix from its document; compile a contract
    in_force     the contract that holds for a customer at a moment
    cache_token  a token that changes with the terms, so that compiled contracts can be kept
    refusals     refuse to save a document with faults
    faults       faults as text and as HTML, in the user's language
    standard     the documents that the app ships: users cannot edit them, each migrate updates them
    copies       copies of contracts for customers, and new versions
    periods      whether two contracts are valid on the same day
    merged_customers  the contracts of two customers that are merged
    closed_dates the official Dutch holidays and the closed dates of a calendar
    trial        judge tickets that do not exist, as real ones would be judged
    advice       what would surprise the author of a contract, and how to mend it
    preview      pictures of a contract or calendar that is being edited
    agreement    a contract as a document that two parties can sign
    guided       a first contract from the answers on one page
"""
