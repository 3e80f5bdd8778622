"""Jobs over many tickets, and when the last sweep ended.

What is where:

    runs    start, count, enqueue and finish an SLA Run
    sweeps  record when the last sweep ended
"""
