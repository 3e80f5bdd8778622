"""Close tickets by themselves.

The modules:

    silence  close a ticket on which nobody has answered, with a message
"""
