"""Who is told of an escalation on a site: holders, days away, agents and their availability."""

from __future__ import annotations

import frappe
import pytest
from harness.counting import statements
from harness.rest_client import RestError
from harness.teams import make_team

from sla_nl.api import people
from sla_nl.api.contracts import use_contract
from sla_nl.api.people import of_matrix
from sla_nl.contracts import copies
from sla_nl.helpdesk.staff.holding import levels_without_anybody, unheld_of
from sla_nl.helpdesk.staff.roster import roster_of
from sla_nl.people import form
from sla_nl.people.choosing import receivers_of
from sla_nl.people.words import why_passed_over

OFFICE, SHIPPED = "vcare-connect-office", "vcare-connect"
AN, BO, MANAGER = "agent@example.com", "agent2@example.com", "manager@example.com"
OTHER, CUSTOMER = "agent.nl@example.com", "klant@example.com"
MONDAY, JUNE = "2026-06-08 10:00:00", ("2026-06-08", "2026-06-12")
SUPPORT = "Service & Support"


@pytest.fixture
def matrix(site):
    """Return a function that makes a copy of Vcare's matrix with holders."""

    def make(**held):
        name = copies.own_matrix(SHIPPED, [])
        document = frappe.get_doc("SLA Escalation Matrix", name)
        for function, holder in held.items():
            document.append("holders", {"function": FUNCTIONS[function], **holder})
        return document.save()

    return make


FUNCTIONS = {
    "support": SUPPORT,
    "manager": "Customer Service Manager",
    "leader": "Teammanager Operations",
    "director": "Operationeel Directeur",
}


@pytest.fixture
def away(site):
    """Return a function that enters days away, by default those of a week in June."""

    def enter(user, first=JUNE[0], last=JUNE[1]):
        content = {"doctype": "SLA Absence", "user": user, "first_day": first, "last_day": last}
        return frappe.get_doc(content).insert()

    return enter


@pytest.fixture
def told(frozen):
    """Return a function that returns who is told on the lowest level, and why not the others."""

    def ask(document, level="Laag"):
        with frozen(MONDAY):
            levels = form.levels_of(document)
            choice = receivers_of(roster_of([document.name]), document.name, levels, level)
        users = [receiver.user or receiver.email for receiver in choice.receivers]
        return users, [why_passed_over(passed) for passed in choice.passed_over]

    return ask


def test_a_deputy_is_told_while_somebody_is_away(matrix, away, told):
    """The absence says until when; before and after it the holder is told."""
    own = matrix(support={"user": AN}, manager={"email": "manager@elders.example"})
    away(AN, "2026-06-01", "2026-06-07")
    away(AN, "2026-06-09", "2026-06-12")
    assert told(own) == ([AN], [])
    away(AN)
    users, reasons = told(own)
    assert users == ["manager@elders.example"]
    last_day = frappe.utils.format_date("2026-06-12")
    assert [reason.partition(" is ")[2] for reason in reasons] == [
        f"away up to and including {last_day}."
    ]


def test_a_team_is_told_without_those_who_are_away(matrix, away, told, unique):
    own = matrix(support={"team": make_team(unique("Team"), AN, BO)})
    assert told(own)[0] == [AN, BO]
    away(AN)
    assert told(own) == ([BO], [])


@pytest.mark.parametrize(
    ("doctype", "field", "value", "reason"),
    [
        ("User", "enabled", 0, "is disabled"),
        ("User", "user_type", "Website User", "is a user of the portal"),
        ("HD Agent", "is_active", 0, "is no active agent"),
    ],
)
def test_whoever_cannot_act_is_passed_over(matrix, told, doctype, field, value, reason):
    """The reason is read anew for each escalation: who left last week is not asked today."""
    own = matrix(support={"user": BO}, manager={"user": AN})
    frappe.db.set_value(doctype, {"name": BO}, field, value)
    users, reasons = told(own)
    assert users == [AN]
    assert reason in reasons[0]


def test_an_availability_that_is_not_active_counts(matrix, told):
    """Helpdesk's newest versions let an agent choose one; older ones have no such field."""
    own = matrix(support={"user": BO}, manager={"user": AN})
    if not frappe.get_meta("HD Agent").has_field("availability"):
        assert told(own) == ([BO], [])
        return
    for category, expected in (("Active", BO), ("Away", AN), ("Unavailable", AN)):
        name = f"{category} today"
        status = {"agent_status": name, "category": category, "color": "Gray"}
        frappe.get_doc({"doctype": "HD Agent Status", **status}).insert()
        frappe.db.set_value("HD Agent", BO, "availability", name)
        users, reasons = told(own)
        assert users == [expected]
        assert reasons == [] or f"is not available ({name})" in reasons[0]


def test_if_nobody_is_left_all_sla_managers_are_told(matrix, told, make_agent):
    """The matrix names nobody: each function is passed over once."""
    manager = make_agent(MANAGER, "SLA Manager")
    users, reasons = told(matrix())
    assert manager in users
    assert reasons[0] == f"{SUPPORT}: nobody holds this function."
    assert len(reasons) == len(set(reasons))


def test_one_roster_serves_a_thousand_escalations(matrix, away, unique):
    """A sweep reads it once, in a few statements, whatever the number of escalations."""
    own = [
        matrix(support={"team": make_team(unique("Team"), AN, BO)}, manager={"user": AN})
        for _ in range(3)
    ]
    away(AN)
    roster_of([own[0].name])  # reads the metas
    with statements() as found:
        roster = roster_of([document.name for document in own])
    assert len(found) <= 8, found
    levels = form.levels_of(own[0])
    with statements() as found:
        for document in own * 333:
            receivers_of(roster, document.name, levels, "Laag")
    assert found == []


@pytest.mark.parametrize(
    ("holder", "message"),
    [
        ({"user": CUSTOMER}, "a colleague"),
        ({"email": CUSTOMER.upper()}, "a colleague"),
        ({"email": "no address"}, "an e-mail address such as"),
        ({}, "one of a user, a team and an e-mail address"),
        ({"user": AN, "email": "x@example.com"}, "one of a user, a team and an e-mail address"),
    ],
)
def test_who_cannot_hold_a_function_is_refused(matrix, holder, message):
    """A customer would be mailed who is told about their ticket."""
    with pytest.raises(frappe.ValidationError) as error:
        matrix(support=holder)
    assert message in str(error.value)
    assert "Holders · row 1" in str(error.value)


def test_an_unknown_function_is_refused(site):
    own = frappe.get_doc("SLA Escalation Matrix", copies.own_matrix(SHIPPED, []))
    own.append("holders", {"function": "Portier", "user": AN})
    with pytest.raises(frappe.ValidationError, match="a function that a level of this matrix"):
        own.save()


def test_a_shipped_matrix_gets_no_holders(site):
    """Every migrate would take them away again; an own copy keeps them."""
    shipped = frappe.get_doc("SLA Escalation Matrix", SHIPPED)
    shipped.append("holders", {"function": SUPPORT, "user": AN})
    with pytest.raises(frappe.ValidationError, match="is standard"):
        shipped.save()


# -- days away


@pytest.fixture
def absence():
    """Return the fields of an absence of a user."""
    return lambda user: {"user": user, "first_day": "2026-07-06", "last_day": "2026-07-10"}


def test_an_agent_enters_and_changes_their_own_days_away(rest, absence):
    session = rest(AN)
    name = session.post("resource/SLA Absence", absence(AN))["name"]
    session.put(f"resource/SLA Absence/{name}", {"last_day": "2026-07-11"})
    assert session.get("resource/SLA Absence", filters=f'[["name","=","{name}"]]')
    session.delete(f"resource/SLA Absence/{name}")


def test_an_agent_enters_their_days_away_from_a_tickets_page(site, as_user):
    with as_user(AN):
        name = people.be_away(*JUNE)
        assert frappe.db.get_value("SLA Absence", name, "user") == AN
        for days, text in (
            (JUNE[::-1], "cannot be before the first"), (("soon", JUNE[1]), "is no date"),
            (("", ""), "is no date"),
        ):  # fmt: skip
            with pytest.raises(frappe.ValidationError, match=text):
                people.be_away(*days)
    with as_user(CUSTOMER), pytest.raises(frappe.PermissionError):
        people.be_away(*JUNE)


def test_an_agent_cannot_touch_the_days_away_of_others(rest, absence):
    """Neither by making one, by giving one to somebody else, nor by reading or deleting one."""
    other, own = rest(BO), rest(AN)
    name = other.post("resource/SLA Absence", absence(BO))["name"]
    mine = own.post("resource/SLA Absence", absence(AN))["name"]
    try:
        for attempt in (
            lambda: own.post("resource/SLA Absence", absence(BO)),
            lambda: own.put(f"resource/SLA Absence/{mine}", {"user": BO}),
            lambda: own.put(f"resource/SLA Absence/{name}", {"last_day": "2026-12-31"}),
            lambda: own.put(f"resource/SLA Absence/{name}", {"user": AN}),
            lambda: own.get(f"resource/SLA Absence/{name}"),
            lambda: own.delete(f"resource/SLA Absence/{name}"),
        ):
            with pytest.raises(RestError) as refused:
                attempt()
            assert refused.value.status == 403, refused.value.body
        assert [row["name"] for row in own.get("resource/SLA Absence")] == [mine]
    finally:
        for one in (name, mine):
            frappe.delete_doc("SLA Absence", one)
        frappe.db.commit()


def test_a_manager_enters_those_of_everybody(rest, absence, make_agent):
    session = rest(make_agent(MANAGER, "SLA Manager"))
    name = session.post("resource/SLA Absence", absence(AN))["name"]
    session.put(f"resource/SLA Absence/{name}", {"user": BO})
    session.delete(f"resource/SLA Absence/{name}")


def test_a_customer_has_nothing_to_do_with_days_away(rest, absence, away):
    name = away(CUSTOMER).name
    frappe.db.commit()
    session = rest(CUSTOMER)
    for attempt in (
        lambda: session.post("resource/SLA Absence", absence(CUSTOMER)),
        lambda: session.get("resource/SLA Absence"),
        lambda: session.get(f"resource/SLA Absence/{name}"),
        lambda: session.call("sla_nl.api.people.of_matrix", document="{}"),
    ):
        with pytest.raises(RestError) as refused:
            attempt()
        assert refused.value.status == 403
    frappe.delete_doc("SLA Absence", name)
    frappe.db.commit()


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("2026-06-12", "2026-06-08", "before the first"),
        ("2026-06-12", "22026-06-12", "is no date"),
    ],
)
def test_days_away_have_an_order(away, first, last, message):
    with pytest.raises(frappe.ValidationError) as error:
        away(AN, first, last)
    assert message in str(error.value)


def test_the_days_away_of_a_user_are_deleted_with_them(away, unique):
    """A matrix that names them keeps them: somebody else has to hold the function first."""
    user = frappe.get_doc(doctype="User", email=f"{unique('gone')}@example.com".replace(" ", ""))
    user.update({"first_name": "Gone", "send_welcome_email": 0}).insert()
    absence = away(user.name).name
    frappe.delete_doc("User", user.name)
    assert not frappe.db.exists("User", user.name)
    assert not frappe.db.exists("SLA Absence", absence)


# -- a contract in use


def test_taking_a_contract_into_use_says_who_holds_its_functions(make_customer, unique):
    """A team, a colleague in whatever case, and an address of somebody else."""
    team = make_team(unique("Team"), AN)
    customer = make_customer(unique("Held BV"))
    given = {SUPPORT: team, "Customer Service Manager": BO.upper(), "Directie": "d@elders.example"}
    contract = use_contract(OFFICE, [customer], given | {"Teammanager Operations": " "})
    matrix = frappe.get_doc("SLA Contract", contract).escalation_matrix
    rows = frappe.get_doc("SLA Escalation Matrix", matrix).holders
    assert [(r.function, r.team or r.user or r.email) for r in rows] == [
        (SUPPORT, team),
        ("Customer Service Manager", BO),
        ("Directie", "d@elders.example"),
    ]
    assert "Teammanager Operations" in unheld_of(contract)[1]
    assert SUPPORT not in unheld_of(contract)[1]


@pytest.mark.parametrize("held", [{"Portier": AN}, {SUPPORT: CUSTOMER}, {SUPPORT: "nobody"}])
def test_a_contract_is_not_copied_with_a_wrong_holder(held):
    """The message says what is wrong; the transaction is rolled back with the request."""
    with pytest.raises(frappe.ValidationError, match="Holders · row 1"):
        use_contract(OFFICE, [], held)


def test_contracts_that_share_a_matrix_can_get_a_copy(make_customer, unique):
    """Only the named ones; a standard contract keeps its own."""
    contract = copies.copy_for(OFFICE, [make_customer(unique("Shared BV"))])
    frappe.db.set_value("SLA Contract", contract, "escalation_matrix", SHIPPED)
    assert copies.contracts_with_matrix(SHIPPED) == [contract]
    copy = copies.own_matrix(SHIPPED, [contract])
    assert frappe.db.get_value("SLA Contract", contract, "escalation_matrix") == copy
    assert frappe.db.get_value("SLA Contract", OFFICE, "escalation_matrix") == SHIPPED
    with pytest.raises(frappe.ValidationError):
        copies.own_matrix(SHIPPED, [OFFICE])


def test_the_card_counts_the_levels_with_nobody_there(make_customer, make_agent, unique):
    """Of contracts in use only; a holder on the highest level is there for those below it."""
    director = make_agent("director@example.com")
    before = levels_without_anybody()
    contract = use_contract(OFFICE, [make_customer(unique("Counted BV"))], {})
    assert levels_without_anybody() == before + 4
    matrix = unheld_of(contract)[0]
    document = frappe.get_doc("SLA Escalation Matrix", matrix)
    document.append("holders", {"function": "Algemeen Directeur", "user": director})
    document.save()
    assert levels_without_anybody() == before
    frappe.db.set_value("SLA Contract", contract, "is_hidden", 1)
    frappe.db.set_value("User", director, "enabled", 0)
    assert levels_without_anybody() == before


def test_an_agent_is_shown_a_matrix_as_it_is_stored(rest, matrix):
    """Else they could name anybody in a form and read whether they are away."""
    own = matrix(support={"user": BO})
    own.append("holders", {"function": "Directie", "user": OTHER})
    frappe.db.commit()
    try:
        shown = rest(AN).call("sla_nl.api.people.of_matrix", document=frappe.as_json(own.as_dict()))
        name = frappe.db.get_value("User", OTHER, "full_name")
        assert name not in shown["told"]
        assert SUPPORT in shown["functions"]
    finally:
        frappe.delete_doc("SLA Escalation Matrix", own.name)
        frappe.db.commit()


def test_texts_of_a_matrix_are_escaped(matrix):
    own = matrix(support={"user": BO})
    own.levels[0].level = "<b>Laag</b>"
    shown = of_matrix(frappe.as_json(own.as_dict()))["told"]
    assert "&lt;b&gt;Laag" in shown
    assert "<b>Laag" not in shown
