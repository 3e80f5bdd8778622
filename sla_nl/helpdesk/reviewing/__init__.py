"""The review of a period with a customer.

The modules:

    reasons  why a promise was missed, in a few sentences
"""
