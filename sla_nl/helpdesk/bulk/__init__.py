"""Many tickets at once, in transactions of a hundred.

What is where:

    restamp  plan what is to be written, then write it in bulk
    batches  go through batches, each in a transaction of its own
    sweep    every minute: the tickets with a date that has passed
    marking  mark those tickets
"""
