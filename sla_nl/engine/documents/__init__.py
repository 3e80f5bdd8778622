"""Read documents into terms, and find every fault in them.

What is where:

    numerals         read numbers as people write them
    fields           read documents into rows, and collect their faults
    reading          read a contract, calendar or escalation matrix
    every_fault      find all faults of a document at once
    contract_checks  faults between the rows of a contract
    review_checks    faults between the rows about means, contacts and follow-ups
    service_checks   faults between the rows about maintenance, availability and credits
    calendar_checks  faults between the rows of a calendar
    matrix_checks    faults between the rows of an escalation matrix
"""
