"""Pictures of verdicts and calendars as HTML: pure, escaped, for the desk, Helpdesk and reports."""
