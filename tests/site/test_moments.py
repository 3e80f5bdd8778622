"""A moment in a request is read, or refused with a text that says how to write it."""

from __future__ import annotations

import frappe
import pytest
from harness.rest_client import RestError

from sla_nl.api.contracts import use_contract

AGENT, MANAGER = "agent@example.com", "Administrator"
OFFICE = "vcare-connect-office"
UNREADABLE = (
    "tomorrow", "2026-13-01", "2026-02-30 10:00", "0000-00-00", "0001-01-01", "9999-12-31",
    "12", "1e9", "2026-06-12 25:00", "<b>now</b>", "2026-06-12 09:00:00; drop table", "5",
)  # fmt: skip


@pytest.fixture
def refusal_of(rest):
    """Return a function that calls a method and returns the text of the refusal."""

    def call(method, user=MANAGER, **arguments):
        with pytest.raises(RestError) as refusal:
            rest(user).call(method, **arguments)
        assert refusal.value.status == 417, refusal.value
        return refusal.value.body

    return call


def contract():
    return frappe.get_doc("SLA Contract", OFFICE).as_json()


@pytest.mark.parametrize("field", ["reported_at", "responded_at"])
@pytest.mark.parametrize("moment", UNREADABLE)
def test_a_trial_says_how_to_write_a_moment(field, moment, refusal_of):
    given = {"reported_at": "2026-06-08 10:00:00", "responded_at": None, field: moment}
    text = refusal_of(
        "sla_nl.api.previews.of_ticket",
        document=contract(),
        kind="incident",
        priority="P1",
        **given,
    )
    assert "2026-06-12 09:00" in text
    assert "<b>now" not in text


READABLE = ("2026-06-08 10:00:00", "2026-06-08 10:00", "2026-06-08T10:00", "2026-06-08T08:00:00Z")


@pytest.mark.parametrize("moment", READABLE)
def test_a_moment_is_read_in_every_format_of_a_browser(moment, rest):
    """A moment with an offset is converted to the site's zone."""
    given = {"document": contract(), "kind": "incident", "priority": "P1"}
    asked = ("sla_nl.api.previews.of_ticket", given)
    usual, other = (rest().call(asked[0], reported_at=at, **given) for at in (READABLE[0], moment))
    assert usual == other


@pytest.mark.parametrize("day", UNREADABLE)
def test_a_new_version_says_how_to_write_its_first_day(day, refusal_of, make_customer, unique):
    own = use_contract(OFFICE, [make_customer(unique("Version BV"))])
    frappe.db.commit()
    text = refusal_of("sla_nl.api.contracts.new_version", name=own, first_day=day, version="2027")
    assert "2026-06-12" in text


@pytest.mark.parametrize("month", ["0000-01", "9999-12", "2026-13", "2026", "June"])
def test_a_month_that_does_not_exist_is_refused(month, refusal_of):
    filters = frappe.as_json({"first_month": month, "last_month": month})
    asked = {"report_name": "SLA Unbilled Fees", "filters": filters}
    assert "2026-06" in refusal_of("frappe.desk.query_report.run", **asked)


@pytest.mark.parametrize("field", ["sla_nl_planned_for", "sla_nl_known_since"])
@pytest.mark.parametrize("moment", ["tomorrow", "0001-01-01 00:00:00", "9999-12-31 23:59:59"])
def test_a_ticket_says_how_to_write_a_moment(field, moment, make_ticket, refusal_of):
    """Frappe alone would raise a database error, or store a date that no calendar can count."""
    ticket = make_ticket(sla_nl_contract=OFFICE, priority="Medium").name
    frappe.db.commit()
    given = {"doctype": "HD Ticket", "name": ticket, "fieldname": field, "value": moment}
    assert "2026-06-12 09:00" in refusal_of("frappe.client.set_value", AGENT, **given)


@pytest.mark.parametrize("moment", ["tomorrow", "0001-01-01 00:00:00"])
def test_a_maintenance_window_says_how_to_write_a_moment(moment, refusal_of):
    window = {
        "doctype": "SLA Maintenance Window", "contract": OFFICE, "maintenance_type": "x",
        "planned_start": "2026-06-12 09:00:00", "planned_end": moment,
    }  # fmt: skip
    assert "2026-06-12 09:00" in refusal_of("frappe.client.insert", doc=window)
