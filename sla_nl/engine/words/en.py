"""The words of verdicts in English: names, and sentences with places for values."""

WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
SHORT = 3
MONTHS = (
    "January February March April May June July August September October November December"
).split()
UNITS = {
    "hours": ("hour", "hours"),
    "minutes": ("minute", "minutes"),
    "seconds": ("second", "seconds"),
    "days": ("day", "days"),
    "calendar_days": ("calendar day", "calendar days"),
    "weeks": ("week", "weeks"),
    "months": ("month", "months"),
    "working_days": ("working day", "working days"),
    "working_hours": ("working hour", "working hours"),
    "working_minutes": ("working minute", "working minutes"),
}
CLOCK_NAMES = {
    "registration": "registration",
    "response": "response",
    "recovery": "recovery",
    "resolution": "resolution",
    "update": "status update",
    "report": "post-incident report",
    "quote": "quote",
}
STATE_NAMES = {
    "not started": "not started",
    "running": "running",
    "paused": "paused",
    "met": "met",
    "breached": "breached",
    "not applicable": "not applicable",
}
EVENTS = {
    "reported": "reported",
    "responded": "responded",
    "updated": "last update",
    "resolved": "resolved",
    "quote_requested": "quote requested",
    "reopened": "reopened",
}
WHEN = {
    "reported": "at the report",
    "responded": "at the response",
    "resolved": "at the resolution",
    "quote_requested": "when a quote is asked for",
}
KIND_NAMES = {
    "incident": "incident",
    "change": "change",
    "question": "question",
    "problem": "problem",
}
CHANNEL_NAMES = {
    "portal": "the portal",
    "email": "e-mail",
    "phone": "telephone",
    "chat": "chat",
    "form": "the form",
    "standby": "the out-of-hours service",
    "monitoring": "monitoring",
}
SENT = {"quote_sent": "quote sent", "report_sent": "report sent"}
REASON_NAMES = {
    "customer": "waiting for the customer",
    "no_access": "no access",
    "supplier": "waiting for a supplier",
    "maintenance": "maintenance",
    "resolved": "resolved, then reopened",
}
STEPS = {
    "start": "{event} {at}",
    "not_started": "starts {when}",
    "no_target": "no promise for a report through this channel",
    "outside": "outside opening hours at {at_time}",
    "counts_from": "counts from {at}",
    "open_day": "{day} {at_time} to {end_time}: {used}",
    "open_day_breaks": "{day} {at_time} to {end_time}, closed {breaks}: {used}",
    "open_days": "{first} to {last}: {days}, {used}",
    "closed_weekend": "weekend",
    "closed_day": "{date}: {name}",
    "closed_weekday": "{date}: closed",
    "elapsed": "{used} around the clock, to {end}",
    "turn": "{kind} {priority} since {at}; its terms hold from the start",
    "round_the_clock": "cannot wait: runs around the clock from {at}{clauses}",
    "paused": "stands still from {at} to {end}: {reasons}{clauses}",
    "paused_open": "stands still since {at}: {reasons}{clauses}",
    "working_days": "{amount} on: {end}",
    "same_day": "end of the working day: {end}",
    "added": "{amount} on: {end}",
    "clamped": "the month is shorter: its last day",
    "rolled": "{at} is closed: moved to {end}",
    "moved_opening": "stood still for {used} of opening time from {at} ({reasons}): "
    "moved to {to}{clauses}",
    "moved": "stood still for {used} from {at} ({reasons}): moved to {to}{clauses}",
    "extended": "contact on {at}: the date moves to {to}{clauses}",
    "planned": "planned for {at}",
    "no_date": "the contract gives no date: plan one",
    "waiting": "no due date while the clock stands still",
    "due": "due {at}{clauses}",
    "met": "met {at}",
    "breached": "breached since {at}",
    "met_late": "done too late, {at}",
}
NOTES = {
    "no_targets": "the contract makes no promise for a ticket of kind {kind}",
    "reopened_while_open": "reopened on {at}, but it was not resolved: ignored",
    "resumed_without_pause": "resumed on {at}, but nothing was paused: ignored",
    "sent_before_start": "{event} on {at}, before its clock had started: ignored",
    "late_report_keeps_priority": "reported too late to raise the priority to {priority}",
    "desk_for_others": "reported to {subject}, which takes priority {priorities} only",
    "contact_note": "not reported by a registered contact of the customer",
    "contact_not_applicable": "not reported by a registered contact of the customer, so nothing is "
    "promised",
    "channel_not_applicable": "reported by {channel}; the promise holds for {channels}",
    "channel_expected": "reported by {channel}; the contract asks for {channels}",
    "cannot_wait_without_rule": "'cannot wait' changes nothing at this priority",
    "cannot_wait_outside_hours": "'cannot wait' changes nothing: reported outside hours",
    "exempt_unreachable": "{key}: the customer could not be reached, so it is no breach",
    "exempt_outside_sla": "{key}: the work lies outside the SLA",
    "update_late": "a status update was due {due} and came {at}",
    "at_the_report": "{event} on {at}, before the report: counts at the report",
    "no_moment": "known since a date before 1971, which means no date: left out",
    "left_out": "{event} more than 24 hours before the report: left out",
    "escalated_without_row": "escalated on {at}, but the matrix has no row for it",
    "trigger_without_hours": "row {row} of the matrix ({trigger}) tells nobody: "
    "its calendar has too little opening time",
    "follow_ups_without_hours": "follow-ups have no dates: "
    "the calendar has too little opening time",
    "approximate": "approximate: the source does not say when the ticket was paused",
}
TOLD = {
    "past": "escalation",
    "next": "next escalation",
    "nobody": "no level of the matrix",
    "warned": "whoever has the ticket",
    "deputies": " (deputies: {})",
    "again": "told again, number {number}: {span} after the one before",
    "moved": "the moment itself was {due_at}; it had to wait for opening hours, for the end of a "
    "pause, or for the ticket to fall under this row",
    "functional": "functional: another team takes the ticket over",
    "hierarchical": "hierarchical: a higher level is told",
    "procedure": "procedure: {}",
    "later": ", told {} later",
}
WHY = {
    "prioritised": "the ticket got this kind and priority {at}",
    "share_used": "{clock}: {percent}% of the time was used up {at}",
    "target_missed": "{clock}: not met by {at}",
    "update_missed": "no status update by {at}",
    "not_resolved": "not solved by {at}",
    "status_lasts": "still {status} {at}",
    "recorded": "recorded {at}: {reason}",
}
TRIGGERS = {
    "prioritised": "the ticket got its kind and priority",
    "share_used": "a share of the time was used up",
    "target_missed": "a target was missed",
    "update_missed": "a status update was missed",
    "not_resolved": "not solved in time",
    "status_lasts": "a status lasts",
    "line_insufficient": "the line cannot solve it",
    "system_error": "an error of the system",
    "authority_insufficient": "authority or means fall short",
    "software_change_needed": "the software has to be changed",
    "third_party": "another party is needed",
    "dispute": "a dispute about the cause",
    "monitoring_error": "monitoring sees an error",
    "calamity": "a calamity",
    "poor_performance": "poor performance",
    "service_unavailable": "the service is not available",
}
FOLLOW_UP_STATES = {"open": "open", "done": "done", "missed": "missed", "dropped": "dropped"}
WHOM = {"customer": "to the customer", "supplier": "to the supplier"}
TASKS = {
    "closing": "Close the ticket, and ask for a new one if the problem goes on",
    "since": "since {}",
    "due": "due {}",
    "done": "done {}",
}
COMMUNICATION = {
    "who_inside": "Who",
    "who_outside": "Who, outside hours",
    "interval": "How often",
    "media": "Through",
    "scenario": "Scenario",
    "until": "Until",
    "every": "every {}",
    "nobody": "nobody",
}
