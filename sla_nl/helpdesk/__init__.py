"""All coupling to Helpdesk: the only place that names its doctypes and fields."""

TICKET = "HD Ticket"
