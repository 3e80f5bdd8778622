"""What was delivered beside what was promised, from the clocks of a site (docs/design.md 4.16).

What is where:

    asked    a choice, read from the filters of a report
    choices  which tickets and which period are asked for
    sums     the counts of a period, summed by the database
    figures  the shares and means of a period
    rows     figures as the rows of a report
    missed   the promises behind a figure, ticket by ticket
    offers   what the filters of the report offer
    readers  who may run the report, and which tickets it counts for them
"""
