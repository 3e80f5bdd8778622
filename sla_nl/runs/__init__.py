"""Jobs over many tickets, and when the last sweep ended.

What is where:

    runs     start, count, enqueue, finish and stop an SLA Run
    batches  run a batch of documents in its own transaction
    parts    cut the tickets of a run into parts that workers share
    sweeps   record when the last sweep ended
"""
