"""The commands for a review with a customer.

What is where:

    commands      the commands with their options
    compliance    what was delivered beside what was promised
    compare       the same tickets under another contract, version, reading or row
    compare_sums  the sums of a comparison
    desks         who takes a call at a moment, and what an event makes due
"""
