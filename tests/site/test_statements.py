"""A save needs no more SQL statements than Helpdesk alone; `make bench-site` measures the time."""

from __future__ import annotations

import bench_saves
import pytest


@pytest.mark.parametrize("name", bench_saves.WORKS)
def test_a_save_needs_no_more_statements_than_without_the_app(
    name, make_ticket, make_customer, unique
):
    tickets = bench_saves.make_tickets(make_ticket, make_customer, unique)
    ticket = tickets["none" if name == "no contract" else "contract"]
    with_the_app, alone = (bench_saves.count(name, ticket, are_on) for are_on in (True, False))
    assert 0 < with_the_app <= alone


@pytest.mark.parametrize("name", bench_saves.WORKS)
def test_a_save_by_an_agent_needs_no_more_statements_either(
    name, make_ticket, make_customer, unique, as_user
):
    """Their permission is read again only if a field that decides it changes."""
    tickets = bench_saves.make_tickets(make_ticket, make_customer, unique)
    ticket = tickets["none" if name == "no contract" else "contract"]
    with as_user("agent@example.com"):
        with_the_app, alone = (bench_saves.count(name, ticket, on) for on in (True, False))
    assert 0 < with_the_app <= alone
