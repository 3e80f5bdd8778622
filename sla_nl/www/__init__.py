"""Pages of the site.

`/sla-escalation`, on which a receiver acknowledges an escalation, and `/sla-maintenance`, on which
a customer sees maintenance.
"""
