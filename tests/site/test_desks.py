"""Which desk takes a ticket now, on its panel: by the hours and the priorities of the contract."""

from __future__ import annotations

import frappe
import pytest

from sla_nl.api.panel import panel

ALWAYS, OFFICE, RAET = "vcare-connect-24x7", "vcare-connect-office", "visma-raet"
MONDAY, NIGHT = "2026-06-08 10:00:00", "2026-06-08 22:00:00"
SATURDAY = "2026-06-13 12:00:00"

SHOWN = [
    # id, contract, priority, moment, the desks with what the panel says of them
    ("office-by-day", OFFICE, "P1", MONDAY, [
        ("PIM", True, "always open"),
        ("E-mail", True, "always open"),
        ("Service & Support", True, "open until Mon 8 June 17:00"),
    ]),
    ("office-at-night", OFFICE, "P1", NIGHT, [
        ("PIM", True, "always open"),
        ("E-mail", True, "always open"),
        ("Service & Support", False, "opens Tue 9 June 08:00"),
    ]),
    ("stand-by-takes-p1-only", ALWAYS, "P1", NIGHT, [
        ("PIM", True, "always open"),
        ("E-mail", True, "always open"),
        ("Storingsdienst", True, "open until Tue 9 June 08:00"),
        ("Service & Support", False, "opens Tue 9 June 08:00"),
    ]),
    ("no-stand-by-for-p2", ALWAYS, "P2", NIGHT, [
        ("PIM", True, "always open"),
        ("E-mail", True, "always open"),
        ("Service & Support", False, "opens Tue 9 June 08:00"),
    ]),
    ("raet-top-on-saturday", RAET, "TOP", SATURDAY, [
        ("Support systeem", True, "always open"),
        ("Stand-by Service", True, "open until Sat 13 June 22:00"),
        ("Service Center", False, "opens Mon 15 June 08:00"),
    ]),
    ("raet-stand-by-is-for-availability-only", RAET, "1", SATURDAY, [
        ("Support systeem", True, "always open"),
        ("Service Center", False, "opens Mon 15 June 08:00"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("contract", "priority", "moment", "expected"),
    [r[1:] for r in SHOWN],
    ids=[r[0] for r in SHOWN],
)
def test_the_panel_says_which_desk_takes_it_now(
    make_ticket, frozen, contract, priority, moment, expected
):
    """Open desks come first; a desk for other priorities is left out."""
    with frozen(moment):
        ticket = make_ticket(sla_nl_contract=contract, sla_nl_priority=priority)
        found = panel(ticket.name)["desks"]
    assert [(desk["name"], desk["takes"], desk["when"]) for desk in found] == expected


def test_a_desk_has_its_channel_and_address(make_ticket, frozen):
    """An agent reads out where to call."""
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, sla_nl_priority="P1")
        phone = panel(ticket.name)["desks"][2]
    assert (phone["channel"], phone["address"]) == ("Telephone", "088-4800911")


def test_a_solved_ticket_asks_for_no_desk(make_ticket, frozen):
    """Nobody has to take it any more."""
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, sla_nl_priority="P1")
        ticket.status = "Resolved"
        ticket.save()
        assert panel(ticket.name)["desks"] == []


def test_the_words_are_in_the_language_of_the_agent(make_ticket, frozen, as_user):
    """A Dutch agent reads Dutch."""
    with frozen(NIGHT), as_user("agent.nl@example.com"):
        frappe.local.lang = "nl"
        try:
            ticket = make_ticket(sla_nl_contract=OFFICE, sla_nl_priority="P1")
            assert panel(ticket.name)["desks"][2]["when"] == "gaat open di 9 juni 08:00"
        finally:
            frappe.local.lang = "en"
