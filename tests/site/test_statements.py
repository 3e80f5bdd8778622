"""A save costs no statement more than Helpdesk alone; `make bench-site` measures its time."""

from __future__ import annotations

import bench_saves
import pytest


@pytest.mark.parametrize("name", bench_saves.WORKS)
def test_a_save_costs_no_statement_more(name, make_ticket, make_customer, unique):
    tickets = bench_saves.make_tickets(make_ticket, make_customer, unique)
    ticket = tickets["none" if name == "no contract" else "contract"]
    with_the_app, alone = (bench_saves.count(name, ticket, are_on) for are_on in (True, False))
    assert 0 < with_the_app <= alone


@pytest.mark.parametrize("name", bench_saves.WORKS)
def test_nor_does_the_save_of_an_agent(name, make_ticket, make_customer, unique, as_user):
    """Their right is looked up only where a field by which it is decided changes."""
    tickets = bench_saves.make_tickets(make_ticket, make_customer, unique)
    ticket = tickets["none" if name == "no contract" else "contract"]
    with as_user("agent@example.com"):
        with_the_app, alone = (bench_saves.count(name, ticket, on) for on in (True, False))
    assert 0 < with_the_app <= alone
