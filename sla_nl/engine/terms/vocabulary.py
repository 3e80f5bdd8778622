"""The words that the columns of a contract may hold, and the general readings."""

from __future__ import annotations

from ..documents.fields import choice, number

KINDS = ("incident", "change", "question", "problem")
CLOCKS = ("registration", "response", "recovery", "resolution", "update", "report", "quote")
CHANNELS = ("portal", "email", "phone", "chat", "form", "standby", "monitoring")
PAUSE_REASONS = ("customer", "no_access", "supplier")
UNITS = (
    "minutes",
    "hours",
    "working_minutes",
    "working_hours",
    "working_days",
    "working_day_end",
    "calendar_days",
    "weeks",
    "months",
)
SPAN_UNITS = tuple(unit for unit in UNITS if unit != "working_day_end")
"""The units that are counted back from a moment as well as on from it."""

UNITS_S = {"minutes": 60, "hours": 3600, "working_minutes": 60, "working_hours": 3600}
"""The seconds of each unit of a fixed length."""

IN_HOURS = frozenset(("working_minutes", "working_hours"))
"""The units of a fixed length that only count while the calendar is open."""

START_EVENTS = ("reported", "responded", "resolved", "quote_requested")
COUNT_FROM = ("event", "next_opening", "next_working_day")
CONDITIONS = ("inside", "outside")
STAMPED_BY = {"response": "response_by", "resolution": "resolution_by"}
"""For each clock that Helpdesk shows, the field of a ticket with its date."""

STAMPS = tuple(STAMPED_BY.values())
EVENT_EFFECTS = ("stops", "round_the_clock", "not_applicable", "keeps_priority")
RULE_EVENTS = (
    "paused", "cannot_wait", "near_closing", "unreachable", "outside_sla", "known_late",
)  # fmt: skip
CALENDAR_COLUMNS = ("calendar", "start_calendar")
"""The columns, of a contract or of its rows, that name a calendar."""

FORMS = ("functional", "hierarchical")
RECORDED = (
    "line_insufficient", "system_error", "authority_insufficient", "software_change_needed",
    "third_party", "dispute", "monitoring_error", "calamity", "poor_performance",
    "service_unavailable",
)  # fmt: skip
"""The reasons for which somebody can escalate a ticket."""

TRIGGER_EVENTS = (
    "prioritised", "share_used", "target_missed", "update_missed", "not_resolved", "status_lasts",
    *RECORDED,
)  # fmt: skip
CONTACTED = ("customer", "supplier")
DONE_BY = ("quote_sent", "quote_accepted", "started", "report_sent")
"""The events of a ticket that can do a follow-up."""

PERIODS = ("month", "quarter", "half_year", "year")
MEETING_HELD, AVAILABILITY_MISSED, SHARE_MISSED = CREDIT_TRIGGERS = (
    "incident_meeting_held", "availability_missed", "share_missed",
)  # fmt: skip
"""The causes of credits; the first meeting begins a ladder that grows until there is progress."""

VERSION_EFFECTIVE, VERSION_ANNOUNCED = "version_effective", "version_announced"
"""The day from which a new version of a contract holds, and the day on which it is announced."""

OCCASIONS = (
    "backup_made",
    "change_started",
    "consultation_ended",
    "consultation_started",
    "extra_service_used",
    "objection_received",
    "subscribed_contacts",
    "termination_given",
    "test_document_shared",
    VERSION_ANNOUNCED,
    VERSION_EFFECTIVE,
    "workaround_known",
)
"""The words of columns with a text of one's own: what follow-ups come from, and who is told."""

FEE_EVENTS = ("reported", "assessed", "reprioritised", "paused", "quote_requested")

READINGS: dict[str, tuple[str, ...]] = {
    "good_friday": ("open", "closed"),
    "liberation_day": ("lustrum", "every_year", "never"),
    "holidays": ("official", "none"),
    "working_day_rule": ("clock_time", "end_of_day", "window_hours"),
    "calendar_day_rule": ("clock_time", "elapsed", "end_of_day"),
    "month_end_rule": ("clamp", "overflow"),
    "roll_rule": ("none", "next_open"),
    "closing_rule": ("outside", "inside"),
    "same_day_rule": ("closing", "midnight"),
    "reopen_rule": ("continue", "afresh"),
    "maintenance_rule": ("none", "stops"),
    "exclusion_rule": ("downtime", "service_time"),
}
"""The general readings by name, the default first (docs/design.md 4.11)."""

RULES_OF_UNITS = {
    "working_days": "working_day_rule",
    "working_day_end": "same_day_rule",
    "calendar_days": "calendar_day_rule",
    "weeks": "calendar_day_rule",
    "months": "calendar_day_rule",
}
"""For each unit the reading that says how it is counted; `rule` of a target row overrides it."""

KIND = choice(*KINDS)
UNIT = choice(*UNITS)
SPAN_UNIT = choice(*SPAN_UNITS)
AMOUNT = number("0", "1000000")
"""The readers of columns with a kind, a unit or an amount."""
