"""The tables of a printed contract: their order and their columns."""

from __future__ import annotations

from typing import NamedTuple

from frappe import _


class Column(NamedTuple):
    """A column of a printed table.

    Args:
        field: the field of the row; its label is the heading.
        unit: the field with the unit of an amount, such as `unit` or `currency`.
        beside: a field whose value stands after it.
        below: fields that stand below it in small letters.
    """

    field: str
    unit: str = ""
    beside: str = ""
    below: tuple[str, ...] = ()


class Section(NamedTuple):
    """A table of a contract or of its matrix; without rows it is left out."""

    title: str
    table: str
    columns: tuple[Column, ...]


_KIND = Column("kind", beside="priority")
"""The tickets for which a row holds: `incident P1`."""


def before_the_promises() -> tuple[Section, ...]:
    """Return the tables that explain what the promises are about."""
    code = Column("code", below=("title",))
    return (Section(_("Priorities"), "priorities", (code, Column("kind"), Column("definition"))),)


def after_the_promises() -> tuple[Section, ...]:
    """Return the tables of the contract that follow its promises."""
    return (*_rules(), *_people(), *_work(), *_money(), *_service())


def of_the_matrix() -> tuple[Section, ...]:
    """Return the tables of the escalation matrix."""
    levels = (
        Column("level"), Column("contact"), Column("form"), Column("first_deputy"),
        Column("second_deputy"), Column("task"),
    )  # fmt: skip
    triggers = (
        Column("event", below=("definition",)), _KIND, Column("clock"), Column("percent"),
        Column("amount", "unit"), Column("repeat_amount", "repeat_unit"), Column("form"),
        Column("level"), Column("procedure"),
    )  # fmt: skip
    return (
        Section(_("Escalation: levels"), "levels", levels),
        Section(_("Escalation: when somebody is told"), "triggers", triggers),
    )


def _rules() -> tuple[Section, ...]:
    events = (
        Column("event"), Column("reason"), Column("effect"), _KIND, Column("minutes"),
        Column("hours"), Column("clocks"),
    )  # fmt: skip
    statuses = (
        Column("status", below=("definition",)), Column("effect"), Column("reason"),
        Column("follow_up_days"), Column("extra_days"), Column("closes_after"),
    )  # fmt: skip
    channels = (Column("channels", below=("note",)), Column("effect"), _KIND, Column("clocks"))
    averages = (
        _KIND, Column("clock"), Column("amount", "unit"), Column("period"),
        Column("starts_at"),
    )  # fmt: skip
    return (
        Section(_("Averages"), "averages", averages),
        Section(_("What changes the dates"), "event_rules", events),
        Section(_("Statuses of a ticket"), "status_rules", statuses),
        Section(_("How to report"), "channel_rules", channels),
    )


def _people() -> tuple[Section, ...]:
    contacts = (
        Column("subject", below=("definition",)), Column("channel"), Column("address"),
        Column("calendar"), Column("priorities"), Column("minimum"), Column("maximum"),
    )  # fmt: skip
    communication = (
        Column("subject", beside="priority", below=("scenario",)), Column("interval", "unit"),
        Column("media"), Column("who_inside"), Column("who_outside"), Column("until"),
    )  # fmt: skip
    return (
        Section(_("Contacts", context="SLA Contract"), "contact_rules", contacts),
        Section(_("Communication"), "communication", communication),
    )


def _work() -> tuple[Section, ...]:
    follow_ups = (
        Column("event"), Column("action"), Column("amount", "unit"), Column("is_before"),
        _KIND, Column("whom"), Column("next_event"),
    )  # fmt: skip
    return (Section(_("Follow-ups"), "follow_ups", follow_ups),)


def _money() -> tuple[Section, ...]:
    fees = (
        Column("title"), Column("event"), _KIND, Column("certainty"), Column("basis"),
        Column("rate", "currency"), Column("rounding_minutes"), Column("minimum_minutes"),
    )  # fmt: skip
    credits = (
        Column("title", below=("applies_to",)), Column("trigger"), Column("percentage"),
        Column("after", "unit"), Column("step_percentage"), Column("step_period"),
        Column("maximum_percentage"),
    )  # fmt: skip
    return (Section(_("Fees"), "fees", fees), Section(_("Credits"), "credits", credits))


def _service() -> tuple[Section, ...]:
    availability = (
        Column("subject", below=("definition",)), Column("minimum_percentage"),
        Column("typical_percentage"), Column("period"), Column("calendar"),
    )  # fmt: skip
    exclusions = (
        Column("cause", below=("definition",)), Column("scope"), Column("maintenance_types"),
    )  # fmt: skip
    maintenance = (
        Column("maintenance_type", below=("definition",)), Column("calendar"),
        Column("start_calendar"), Column("not_before"), Column("notice", "notice_unit"),
        Column("maximum"), Column("maximum_period"), Column("announced_through"),
    )  # fmt: skip
    return (
        Section(_("Availability"), "availability", availability),
        Section(_("Exclusions"), "exclusions", exclusions),
        Section(_("Maintenance"), "maintenance", maintenance),
    )
