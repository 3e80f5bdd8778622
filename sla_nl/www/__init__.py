"""Pages of the site: `/sla-escalation`, on which a receiver acknowledges an escalation."""
