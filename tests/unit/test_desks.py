"""Which desks are open at a moment, and which take a call."""

import pytest
from factories import at, edited, make_calendar, make_calendar_terms, make_hours, shown, table

from sla_nl.engine.agreement.desks import desks_of
from sla_nl.engine.calendars.terms import WEEKDAYS
from sla_nl.engine.errors import NoOpeningTimeError, TicketError
from sla_nl.engine.terms.people import ContactRule

COVIDE = "covide-business"
CALENDARS = {
    "nights": make_calendar_terms("nights", make_hours("22:00-30:00")),
    "evenings": make_calendar_terms("evenings", make_hours("00:00-08:00 17:00-24:00", WEEKDAYS)),
    "rows-247": make_calendar_terms("rows-247", make_hours("00:00-24:00", WEEKDAYS)),
    "never": make_calendar_terms("never", ()),
}


def make_desk(moment, priority="", **rule):
    """Return the only desk of a contract, at a local moment."""
    rules = (ContactRule("Person"), ContactRule("Desk", channel="phone", **rule))
    contract = edited(COVIDE, contact_rules=rules, calendars=CALENDARS)
    (desk,) = desks_of(contract, at(moment), priority)
    return desk


HOURS = [
    # id, calendar, moment, open, opens, closes
    ("before", "covide-phone", "2026-06-08 07:59:59", False, "2026-06-08 08:00", None),
    ("opening", "covide-phone", "2026-06-08 08:00", True, None, "2026-06-08 18:00"),
    ("last-second", "covide-phone", "2026-06-08 17:59:59", True, None, "2026-06-08 18:00"),
    ("closing", "covide-phone", "2026-06-08 18:00", False, "2026-06-09 08:00", None),
    ("weekend", "covide-phone", "2026-06-13 10:00", False, "2026-06-15 08:00", None),
    ("kings-day", "covide-phone", "2026-04-27 10:00", False, "2026-04-28 08:00", None),
    ("night", "nights", "2026-06-09 02:00", True, None, "2026-06-09 06:00"),
    ("over-midnight", "evenings", "2026-06-08 23:00", True, None, "2026-06-09 08:00"),
    ("over-new-year", "evenings", "2026-12-31 23:00", True, None, "2027-01-01 08:00"),
    ("spring", "evenings", "2026-03-29 01:30", True, None, "2026-03-29 08:00"),
    ("rows-around-the-clock", "rows-247", "2026-06-13 03:00", True, None, None),
    ("always-open", "24x7", "2026-06-13 03:00", True, None, None),
    ("no-calendar", "", "2026-06-13 03:00", True, None, None),
]


@pytest.mark.parametrize(("calendar", "moment", "is_open", "opens", "closes"), table(HOURS))
def test_the_hours_of_a_desk(calendar, moment, is_open, opens, closes):
    desk = make_desk(moment, calendar=calendar)
    assert (desk.is_open, shown(desk.opens_at), shown(desk.closes_at)) == (is_open, opens, closes)


TAKES = [
    # id, moment, priorities of the desk, priority of the call, takes
    ("any-priority", "2026-06-08 10:00", (), "Laag", True),
    ("its-priority", "2026-06-08 10:00", ("Urgent",), "Urgent", True),
    ("another-priority", "2026-06-08 10:00", ("Urgent",), "Laag", False),
    ("priority-unknown", "2026-06-08 10:00", ("Urgent",), "", None),
    ("closed", "2026-06-08 20:00", ("Urgent",), "Urgent", False),
    ("closed-and-unknown", "2026-06-08 20:00", ("Urgent",), "", False),
]


@pytest.mark.parametrize(("moment", "own", "priority", "takes"), table(TAKES))
def test_a_desk_takes_calls_while_it_is_open(moment, own, priority, takes):
    desk = make_desk(moment, priority, calendar="covide-phone", priorities=own)
    assert desk.takes is takes


def test_an_unknown_priority_is_an_error_that_names_those_of_the_contract():
    with pytest.raises(TicketError, match="'P1' is no priority of 'covide-business'; it has Urge"):
        make_desk("2026-06-08 10:00", "P1")


def test_a_desk_that_never_opens_is_an_error_that_names_its_calendar():
    with pytest.raises(NoOpeningTimeError, match="calendar 'never'"):
        make_desk("2026-06-08 10:00", calendar="never")


def test_the_closing_moment_is_open_if_the_contract_says_so():
    """Under the reading `closing_rule=inside` the last moment still counts."""
    contract = edited(COVIDE, closing_rule="inside")
    desks = {desk.rule.subject: desk for desk in desks_of(contract, at("2026-06-08 18:00"))}
    phone = desks["Telefonische helpdesk"]
    assert (phone.is_open, shown(phone.closes_at)) == (True, "2026-06-08 18:00")


def test_the_next_closing_of_a_closed_calendar_is_the_moment_itself():
    moment = at("2026-06-13 10:00")
    assert make_calendar().next_closing(moment) == moment
