"""What was delivered beside what was promised, over many tickets (docs/design.md 4.16).

What is where:

    decisions  which promises of a ticket were kept, and since when
    averages   promises on a mean, and the time that a ticket used
    results    the shares and means of many tickets
    comparing  two judgements of a ticket compared
    sums       the sums of two judgements of many tickets
    beside     these sums by month and priority, also as JSON
"""
