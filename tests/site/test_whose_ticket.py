"""Who may change a ticket and its fees: its customer, a stranger, an agent of another team.

Frappe checks permission on the ticket with the values of the request. So each attack here writes
its user, or their team, into the ticket that it changes.
"""

from __future__ import annotations

import os

import bench_saves
import frappe
import pytest
import requests
from frappe.permissions import add_user_permission
from harness.rest_client import RestError
from harness.teams import make_team, restricted_to_teams

from sla_nl.fees.ledger import ENTRY

OWNER, STRANGER, AGENT = "klant@example.com", "klant@other.example", "agent2@example.com"
ACME, OTHER = "Acme BV", "Other BV"
OFFICE = "vcare-connect-office"
CHANGE = {"sla_nl_kind": "change", "sla_nl_priority": "P1", "sla_nl_is_disruption": "No"}
OWNERSHIP = ("customer", "contact", "raised_by", "owner", "creation", "agent_group", "_assign")


@pytest.fixture
def ticket(make_ticket, site):
    """Make a committed ticket of Acme BV with a fee, and return its name."""
    doc = make_ticket(customer=ACME, raised_by=OWNER, sla_nl_contract=OFFICE, **CHANGE)
    frappe.db.commit()
    return doc.name


@pytest.fixture
def send(rest):
    """Return a function that sends a request as a user, and returns its HTTP status."""

    def send(user, path, body, verb="POST"):
        try:
            rest(user)._send(verb, path, json=body)
        except RestError as refusal:
            return refusal.status
        return 200

    return send


@pytest.fixture
def _helpdesk_does_not_compare(site):
    """Switch off the setting by which the newest Helpdesk compares customer and contact itself."""
    meta = frappe.get_meta("HD Settings")
    name = "auto_set_customer_from_contact"
    before = frappe.db.get_single_value("HD Settings", name) if meta.has_field(name) else None
    if before is not None:
        frappe.db.set_single_value("HD Settings", name, 0)
        frappe.db.commit()
    yield
    if before is not None:
        frappe.db.set_single_value("HD Settings", name, before)
        frappe.db.commit()


def contact_of(user):
    return frappe.db.get_value("Contact", {"email_id": user})


def ownership(ticket):
    return frappe.db.get_value("HD Ticket", ticket, OWNERSHIP)


def fees(ticket):
    """Return the entries of a ticket, with the customer and the state of each."""
    return frappe.get_all(ENTRY, {"ticket": ticket}, ["name", "customer", "state"], order_by="name")


def as_sent(ticket, fields):
    """Return a ticket as a page sends it, with other values for some fields."""
    return frappe.parse_json(frappe.get_doc("HD Ticket", ticket).as_json()) | fields


WAYS = {
    "put": lambda t, f: (f"resource/HD Ticket/{t}", f, "PUT"),
    "set_value": lambda t, f: (
        "method/frappe.client.set_value",
        {"doctype": "HD Ticket", "name": t, "fieldname": f},
    ),
    "save": lambda t, f: ("method/frappe.client.save", {"doc": frappe.as_json(as_sent(t, f))}),
    "the desk": lambda t, f: (
        "method/frappe.desk.form.save.savedocs",
        {"doc": frappe.as_json(as_sent(t, f)), "action": "Save"},
    ),
    "an answer": lambda t, f: (
        "method/run_doc_method",
        {
            "docs": frappe.as_json(as_sent(t, f)),
            "method": "create_communication_via_contact",
            "args": {"message": "Thanks."},
        },
    ),
    "many at once": lambda t, f: (
        "method/frappe.client.bulk_update",
        {"docs": frappe.as_json([{"doctype": "HD Ticket", "docname": t, **f}])},
    ),
}
"""The ways in which a request changes a ticket: path, body, and the verb if it is not POST."""

ANSWERS_200 = "many at once"
"""The way whose answer has status 200 and contains the refusal."""

TAKEN = {
    "customer": {"customer": OTHER},
    "raised_by": {"raised_by": STRANGER},
    "owner": {"owner": STRANGER},
    "customer and owner": {"customer": OTHER, "owner": STRANGER},
}


@pytest.mark.usefixtures("_helpdesk_does_not_compare")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("taken", TAKEN)
def test_a_stranger_cannot_take_the_ticket_of_another_customer(way, taken, ticket, send):
    before = ownership(ticket), fees(ticket)
    assert before[1]
    status = send(STRANGER, *WAYS[way](ticket, TAKEN[taken]))
    assert status == (200 if way == ANSWERS_200 else 403)
    assert (ownership(ticket), fees(ticket)) == before


GIVEN = {
    "customer": lambda: {"customer": OTHER},
    "contact": lambda: {"contact": contact_of(STRANGER)},
    "all of it": lambda: {
        "customer": OTHER,
        "contact": contact_of(STRANGER),
        "raised_by": STRANGER,
        "owner": STRANGER,
    },
    "no customer": lambda: {"customer": ""},
    "the report": lambda: {"creation": "2016-01-04 10:00:00"},
}


@pytest.mark.usefixtures("_helpdesk_does_not_compare")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("given", GIVEN)
def test_a_customer_cannot_give_their_ticket_away(way, given, ticket, send):
    """The fee and the contract stay theirs. Helpdesk may refuse some of these requests itself."""
    before = ownership(ticket), fees(ticket)
    send(OWNER, *WAYS[way](ticket, GIVEN[given]()))
    assert (ownership(ticket), fees(ticket)) == before


@pytest.mark.parametrize("way", WAYS)
def test_a_customer_can_still_change_their_ticket(way, ticket, send):
    before = ownership(ticket)
    assert send(OWNER, *WAYS[way](ticket, {"subject": f"By {way}"})) == 200
    assert frappe.db.get_value("HD Ticket", ticket, "subject") == f"By {way}"
    assert ownership(ticket) == before


@pytest.mark.usefixtures("_helpdesk_does_not_compare")
def test_a_ticket_without_a_customer_cannot_be_given_to_others(make_ticket, send):
    doc = make_ticket(raised_by="nobody@example.com", sla_nl_contract=OFFICE, **CHANGE)
    frappe.db.set_value("HD Ticket", doc.name, "raised_by", OWNER)
    frappe.db.commit()
    send(OWNER, *WAYS["put"](doc.name, {"customer": OTHER, "contact": contact_of(STRANGER)}))
    assert frappe.db.get_value("HD Ticket", doc.name, "customer") in (None, "", ACME)


NEW = {
    "resource": lambda f: ("resource/HD Ticket", f),
    "insert": lambda f: ("method/frappe.client.insert", {"doc": {"doctype": "HD Ticket", **f}}),
    "the portal": lambda f: ("method/helpdesk.helpdesk.doctype.hd_ticket.api.new", {"doc": f}),
    "an answer": lambda f: (
        "method/run_doc_method",
        {
            "docs": frappe.as_json(
                {"doctype": "HD Ticket", "__islocal": 1, "name": "new", "owner": OWNER, **f}
            ),
            "method": "create_communication_via_contact",
            "args": {"message": "It burns."},
        },
    ),
}
"""The ways in which a request makes a ticket."""

CLAIMED = {
    "customer": lambda: {"customer": OTHER},
    "contact": lambda: {"contact": contact_of(STRANGER)},
    "raised_by": lambda: {"raised_by": STRANGER},
    "raised_by with a name": lambda: {"raised_by": f"Klant <{STRANGER}>"},
    "all of it": lambda: {
        "customer": OTHER,
        "contact": contact_of(STRANGER),
        "raised_by": STRANGER,
    },
}


@pytest.mark.usefixtures("_helpdesk_does_not_compare")
@pytest.mark.parametrize("way", NEW)
@pytest.mark.parametrize("claimed", CLAIMED)
def test_a_customer_cannot_file_a_ticket_for_another(way, claimed, send, unique):
    """The other would have to pay its fees. Helpdesk may refuse such a ticket itself."""
    subject = unique("Filed")
    fields = {"subject": subject, "description": "It burns.", "priority": "Urgent"}
    send(OWNER, *NEW[way]({**fields, **CLAIMED[claimed]()}))
    made = frappe.get_all("HD Ticket", {"subject": subject}, ["customer", "contact", "raised_by"])
    for one in made:
        assert one.customer in (ACME, None)
        assert (one.contact, one.raised_by) == (contact_of(OWNER), OWNER)


@pytest.mark.parametrize("way", NEW)
def test_a_customer_can_file_their_own_ticket(way, send, unique):
    subject = unique("Mine")
    assert send(OWNER, *NEW[way]({"subject": subject, "description": "It burns."})) == 200
    made = frappe.get_doc("HD Ticket", {"subject": subject})
    assert (made.customer, made.contact, made.raised_by) == (ACME, contact_of(OWNER), OWNER)


@pytest.mark.parametrize("way", list(NEW)[:2])
def test_an_agent_can_file_a_ticket_for_any_customer(way, send, unique):
    subject = unique("On the phone")
    fields = {"customer": OTHER, "contact": contact_of(STRANGER), "raised_by": STRANGER}
    assert send(AGENT, *NEW[way]({"subject": subject, **fields})) == 200
    made = frappe.get_doc("HD Ticket", {"subject": subject})
    assert {name: made.get(name) for name in fields} == fields


def test_an_agent_can_correct_the_customer(ticket, send):
    body = {"customer": OTHER, "contact": contact_of(STRANGER)}
    assert send(AGENT, *WAYS["put"](ticket, body)) == 200
    assert frappe.db.get_value("HD Ticket", ticket, "customer") == OTHER
    assert {(entry.customer, entry.state) for entry in fees(ticket)} == {
        (ACME, "Proposed"), (ACME, "Reversed"), (OTHER, "Proposed"),
    }  # fmt: skip


@pytest.fixture
def team(unique):
    """Make a team of one agent."""
    name = make_team(unique("Team"), AGENT)
    frappe.db.commit()
    return name


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("field", ["agent_group", "_assign", "contact", "raised_by", "owner"])
def test_an_agent_cannot_take_a_ticket_of_another_team(way, field, ticket, team, send):
    """So they cannot read its fees either."""
    before = ownership(ticket), fees(ticket)
    value = {"agent_group": team, "_assign": f'["{AGENT}"]', "contact": contact_of(AGENT)}
    with restricted_to_teams():
        status = send(AGENT, *WAYS[way](ticket, {field: value.get(field, AGENT)}))
        assert status == (200 if way == ANSWERS_200 else 403)
        assert (ownership(ticket), fees(ticket)) == before
        (entry, *_) = before[1]
        assert send(AGENT, f"resource/{ENTRY}/{entry.name}", {}, "GET") == 403


def test_an_agent_of_its_team_can_pass_a_ticket_on(ticket, team, send, unique):
    frappe.db.set_value("HD Ticket", ticket, "agent_group", team)
    both = make_team(unique("Both"), AGENT)
    frappe.db.commit()
    with restricted_to_teams():
        assert send(AGENT, *WAYS["put"](ticket, {"agent_group": both})) == 200
    assert frappe.db.get_value("HD Ticket", ticket, "agent_group") == both


@pytest.mark.parametrize(
    ("doctype", "own", "fields"),
    [
        ("HD Customer", OTHER, {"customer": OTHER}),
        ("HD Ticket Priority", "Low", {"priority": "Low"}),
    ],
)
def test_an_agent_with_a_user_permission_cannot_take_a_ticket_outside_it(
    doctype, own, fields, ticket, send
):
    """Frappe's User Permissions can limit an agent by any link field of a ticket."""
    add_user_permission(doctype, own, AGENT)
    frappe.db.commit()
    before = ownership(ticket), fees(ticket)
    try:
        assert send(AGENT, *WAYS["put"](ticket, fields)) == 403
    finally:
        frappe.db.delete("User Permission", {"user": AGENT})
        frappe.clear_cache(user=AGENT)
        frappe.db.commit()
    assert (ownership(ticket), fees(ticket)) == before


@pytest.fixture
def _guests_may_create():
    """Let guests create tickets, as Helpdesk's setting for guests does."""
    from helpdesk.helpdesk.doctype.hd_ticket import hd_ticket

    hd_ticket.set_guest_ticket_creation_permission()
    frappe.db.commit()
    yield
    hd_ticket.remove_guest_ticket_creation_permission()
    frappe.db.commit()


GUESTS = [
    # fields that a guest sends, and the customer that Helpdesk may find for them
    ({"raised_by": "new@nowhere.example", "customer": OTHER}, None),
    ({"raised_by": OWNER, "customer": OTHER}, ACME),
    ({"raised_by": OWNER}, ACME),
]


@pytest.mark.usefixtures("_guests_may_create", "_helpdesk_does_not_compare")
@pytest.mark.parametrize(("fields", "customer"), GUESTS)
def test_a_guest_may_name_any_sender_as_in_a_mail(fields, customer, unique):
    subject = unique("From the street")
    address = f"{os.environ['SLA_NL_SERVER']}/api/resource/HD Ticket"
    answer = requests.post(address, json={"subject": subject, **fields}, timeout=60)
    frappe.db.rollback()
    made = frappe.get_doc("HD Ticket", {"subject": subject})
    assert answer.status_code == 200
    assert made.customer in (None, customer)
    assert made.raised_by == fields["raised_by"]


@pytest.mark.usefixtures("_helpdesk_does_not_compare")
def test_a_web_form_files_for_the_customer_in_its_fields(unique):
    """Whoever made the form chose its fields; Frappe inserts the ticket without permissions."""
    title = unique("Report")
    form = frappe.get_doc({
        "doctype": "Web Form", "title": title, "route": title.replace(" ", "-").lower(),
        "doc_type": "HD Ticket", "module": "Helpdesk", "published": 1, "allow_incomplete": 1,
        "web_form_fields": [
            {"fieldname": name, "fieldtype": "Data", "label": name}
            for name in ("subject", "raised_by", "customer")
        ],
    }).insert()  # fmt: skip
    frappe.db.commit()
    data = {"subject": title, "raised_by": "new@nowhere.example", "customer": OTHER}
    method = "frappe.website.doctype.web_form.web_form.accept"
    answer = requests.post(
        f"{os.environ['SLA_NL_SERVER']}/api/method/{method}",
        json={"web_form": form.name, "data": frappe.as_json(data)},
        timeout=60,
    )
    frappe.db.rollback()
    assert answer.status_code == 200, answer.text
    assert frappe.db.get_value("HD Ticket", {"subject": title}, "customer") == OTHER


def test_a_customer_that_helpdesk_fills_in_later_is_kept(make_ticket, as_user):
    """Helpdesk 1.25 fills the customer in at the next save of any user; newer versions do not."""
    doc = make_ticket(raised_by=OWNER)
    found = {}
    for name, hooks_are_on in (("alone", False), ("with the app", True)):
        frappe.db.set_value("HD Ticket", doc.name, "customer", None)
        with as_user(OWNER), bench_saves.hooks(hooks_are_on):
            frappe.get_doc("HD Ticket", doc.name).save()
        found[name] = frappe.db.get_value("HD Ticket", doc.name, "customer")
    assert found["with the app"] == found["alone"]
