"""Contracts on a site: shipping, copying, checking, finding them for a ticket, caching."""

from __future__ import annotations

import dataclasses
from contextlib import contextmanager
from datetime import UTC, datetime

import frappe
import pytest
from harness.counting import statements
from harness.rest_client import RestError

from sla_nl.api.contracts import contracts_with, copy_calendar, new_version, use_contract
from sla_nl.contracts import copies, documents
from sla_nl.contracts.in_force import contract_for, contract_named
from sla_nl.engine.documents.fields import STANDARD_FIELDS
from sla_nl.engine.errors import ContractError
from sla_nl.engine.terms.calendars import CalendarDocument
from sla_nl.engine.terms.contract import ContractTerms
from sla_nl.engine.terms.escalation import EscalationMatrix
from sla_nl.vendors import shipped_catalogue

SHIPPED = shipped_catalogue()
CONTRACTS = sorted(SHIPPED.terms)
DOCUMENTS = {
    "SLA Contract": ContractTerms,
    "SLA Calendar": CalendarDocument,
    "SLA Escalation Matrix": EscalationMatrix,
}
OTHERS = (
    "SLA Settings", "SLA Maintenance Window", "SLA Incident Report", "SLA Outage",
    "SLA Monitored Service", "SLA Monitor Report", "SLA Budget Warning",
    "SLA Obligation", "SLA Maintenance Notice",
    "SLA Customer Feed",
)  # fmt: skip
RECORDS = (
    "SLA Ticket Event", "SLA Clock", "SLA Fee Entry", "SLA Escalation", "SLA Follow-up Task",
)  # fmt: skip


def seconds(text: str) -> int:
    """Return the seconds of UTC of an ISO 8601 text with an offset."""
    return int(datetime.fromisoformat(text).astimezone(UTC).timestamp())


NOON = seconds("2026-06-08T12:00:00+02:00")


@pytest.fixture
def acme(make_customer):
    return make_customer("Acme BV")


@pytest.fixture
def make_contract(make_customer):
    """Return a function that inserts a contract of the site's own for some customers."""

    def make(name="Own", customers=("Acme BV",), **fields):
        document = frappe.get_doc(
            {
                "doctype": "SLA Contract",
                "name": name,
                "title": name,
                "vendor": "Us",
                "version": "1",
                "calendar": "vcare-office",
                "customers": [{"customer": make_customer(c)} for c in customers],
                "priorities": [{"code": "P1"}, {"code": "P2"}],
                "targets": [
                    {"kind": "incident", "clock": "response", "amount": "2", "unit": "hours"}
                ],
                **fields,
            }
        )
        return document.insert()

    return make


# -- shipped contracts -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", CONTRACTS)
def test_shipped_contract_on_the_site_has_the_terms_of_its_file(site, name):
    """The engine reads the same terms from the database as from the file; null stays null.

    Names of fee rows are left out, as only the database gives them.
    """
    terms = contract_named(name).terms
    fees = tuple(dataclasses.replace(fee, name="") for fee in terms.fees)
    assert dataclasses.replace(terms, fees=fees) == SHIPPED.terms[name]


@pytest.mark.parametrize("doctype", DOCUMENTS)
def test_doctype_has_the_fields_that_the_engine_reads(site, doctype):
    """The form has every column that the engine reads, and no other."""

    def fields_of(row_class):
        return {i.metadata.get("name") or i.name: i for i in dataclasses.fields(row_class)}

    def check(name, row_class):
        meta = frappe.get_meta(name)
        found = {
            f.fieldname for f in meta.fields if f.fieldtype not in frappe.model.no_value_fields
        }
        found |= {f.fieldname for f in meta.get_table_fields()}
        wanted = fields_of(row_class)
        assert found - STANDARD_FIELDS == set(wanted) - STANDARD_FIELDS, name
        for field, item in wanted.items():
            if rows := item.metadata.get("rows"):
                check(meta.get_field(field).options, rows)

    check(doctype, DOCUMENTS[doctype])


@pytest.mark.parametrize("doctype", DOCUMENTS)
def test_defaults_of_the_form_are_those_of_the_engine(site, doctype):
    """A row without a field means the same as a row in which the form filled in the default."""
    pending = [(doctype, DOCUMENTS[doctype])]
    while pending:
        name, row_class = pending.pop()
        meta = frappe.get_meta(name)
        for item in dataclasses.fields(row_class):
            field = meta.get_field(item.metadata.get("name") or item.name)
            if rows := item.metadata.get("rows"):
                pending.append((field.options, rows))
            elif field and field.default:
                assert item.metadata["read"](field.default) == item.default, (name, item.name)


# -- the contract of a ticket ----------------------------------------------------------------------

FOUND = [
    # id, valid_from, valid_to, is_hidden, reported, named, found
    ("always", None, None, 0, "2026-06-08T12:00:00+02:00", "", "Own"),
    ("named", None, None, 0, "2026-06-08T12:00:00+02:00", "covide-basic", "covide-basic"),
    ("first-moment", "2026-06-08", None, 0, "2026-06-08T00:00:00+02:00", "", "Own"),
    ("before", "2026-06-08", None, 0, "2026-06-07T23:59:59+02:00", "", None),
    ("last-moment", None, "2026-06-08", 0, "2026-06-08T23:59:59+02:00", "", "Own"),
    ("after", None, "2026-06-08", 0, "2026-06-09T00:00:00+02:00", "", None),
    ("zone-of-contract", "2026-06-08", None, 0, "2026-06-07T22:30:00+00:00", "", "Own"),
    ("last-day-ever", None, "9999-12-31", 0, "2026-06-08T12:00:00+02:00", "", "Own"),
    ("first-day-ever", "0001-01-01", None, 0, "2026-06-08T12:00:00+02:00", "", "Own"),
    ("hidden", None, None, 1, "2026-06-08T12:00:00+02:00", "", None),
    ("hidden-named", None, None, 1, "2026-06-08T12:00:00+02:00", "Own", "Own"),
]


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "is_hidden", "reported", "named", "found"),
    [row[1:] for row in FOUND],
    ids=[row[0] for row in FOUND],
)
def test_contract_of_a_ticket(
    make_contract, acme, valid_from, valid_to, is_hidden, reported, named, found
):
    """It is the named contract, else the customer's that is valid when the ticket is reported.

    The day of the report is taken in the contract's time zone.
    """
    make_contract(valid_from=valid_from, valid_to=valid_to, is_hidden=is_hidden)
    assert contract_for(acme, seconds(reported), named) == found


def test_default_contract_is_for_customers_without_one(make_contract, acme):
    """The default contract holds unless the customer has a contract of their own."""
    make_contract()
    assert contract_for(None, NOON, None) is None
    frappe.get_doc("SLA Settings").update({"default_contract": "covide-basic"}).save()
    assert contract_for(None, NOON, None) == "covide-basic"
    assert contract_for("Somebody else", NOON, "") == "covide-basic"
    assert contract_for(acme, NOON, None) == "Own"


def test_default_contract_holds_for_tickets_reported_while_it_is_valid(make_contract):
    make_contract(valid_from="2026-06-01", valid_to="2026-06-30", customers=())
    frappe.get_doc("SLA Settings").update({"default_contract": "Own"}).save()
    assert contract_for(None, seconds("2026-05-31T23:59:59+02:00"), None) is None
    assert contract_for(None, seconds("2026-06-01T00:00:00+02:00"), None) == "Own"
    assert contract_for(None, seconds("2026-06-30T23:59:59+02:00"), None) == "Own"
    assert contract_for(None, seconds("2026-07-01T00:00:00+02:00"), None) is None


@pytest.mark.parametrize("chosen", [0, 1, 2])
def test_versions_of_the_default_contract_hold_one_after_the_other(make_contract, chosen):
    """It does not matter which version the settings name; a hidden version does not hold."""
    names = ["Own"]
    make_contract(customers=())
    names.append(new_version("Own", "2026-07-01", "2"))
    names.append(new_version(names[-1], "2027-01-01", "3"))
    frappe.get_doc("SLA Settings").update({"default_contract": names[chosen]}).save()
    moments = (
        "2026-06-30T23:59:59+02:00",
        "2026-07-01T00:00:00+02:00",
        "2027-01-01T00:00:00+01:00",
    )
    assert [contract_for(None, seconds(moment), None) for moment in moments] == names
    other = (chosen + 1) % 3
    frappe.get_doc("SLA Contract", names[other]).update({"is_hidden": 1}).save()
    assert contract_for(None, seconds(moments[other]), None) is None


def test_no_ticket_has_a_contract_while_the_app_is_off(make_contract, acme):
    """If the settings switch the app off, even a named contract is ignored."""
    make_contract()
    frappe.get_doc("SLA Settings").update({"enabled": 0}).save()
    assert contract_for(acme, NOON, "covide-basic") is None


def test_renamed_customer_keeps_its_contract(make_contract, unique, make_customer):
    """Frappe renames the rows of the contract without saving it."""
    old, new = unique("Old BV"), unique("New BV")
    make_contract(customers=(old,))
    assert contract_for(old, NOON, None) == "Own"
    frappe.rename_doc("HD Customer", old, new)
    assert contract_for(new, NOON, None) == "Own"
    assert contract_for(old, NOON, None) is None


# -- caching ---------------------------------------------------------------------------------------


def test_contract_that_did_not_change_costs_no_sql(make_contract, acme):
    """Neither finding it nor compiling it runs an SQL statement."""
    make_contract()
    first = contract_named("Own")
    with statements() as run:
        assert contract_for(acme, NOON, None) == "Own"
        assert contract_named("Own") is first
    assert run == []


def test_next_request_costs_no_sql_either(site):
    """It only asks the cache whether the terms have changed."""
    first = contract_named("covide-basic")
    frappe.local.sla_nl_terms_version = None
    with statements() as run:
        assert contract_named("covide-basic") is first
    assert run == []


def test_saved_contract_is_read_again(make_contract):
    """The transaction that changes it sees the change at once."""
    document = make_contract()
    assert contract_named("Own").terms.targets[0].amount == 2
    document.targets[0].amount = "3"
    document.save()
    assert contract_named("Own").terms.targets[0].amount == 3


def test_contract_with_a_changed_calendar_is_compiled_again(make_contract):
    """A compiled contract contains its calendars."""
    calendar = frappe.copy_doc(frappe.get_doc("SLA Calendar", "vcare-office"))
    calendar.is_standard = 0
    calendar.insert(set_name="own-office")
    make_contract(calendar="own-office")
    assert not contract_named("Own").calendar.is_always_open
    calendar.update({"always_open": 1, "hours": [], "holiday_rule": ""}).save()
    assert contract_named("Own").calendar.is_always_open


def test_rolled_back_change_is_forgotten(make_contract):
    """A contract that was compiled inside a transaction is dropped with it."""
    make_contract()
    assert contract_named("Own")
    frappe.db.rollback()
    with pytest.raises(ContractError):
        contract_named("Own")


def test_change_of_another_process_is_seen(rest, unique, make_customer):
    """This process sees a contract that was saved or deleted over REST at its next request."""
    name, customer = unique("Own"), make_customer(unique("Rest BV"))
    admin = rest()
    assert contract_for(customer, NOON, None) is None
    body = {
        "name": name, "title": name, "vendor": "Us", "version": "1", "calendar": "vcare-office",
        "customers": [{"customer": customer}],
    }  # fmt: skip
    admin.post("resource/SLA Contract", body)
    _next_request()
    assert contract_for(customer, NOON, None) == name
    admin.delete(f"resource/SLA Contract/{name}")
    _next_request()
    assert contract_for(customer, NOON, None) is None


def test_lost_cache_costs_a_statement_not_a_wrong_answer(make_contract, acme):
    """The version of the terms is in the database; the cache only has a copy."""
    make_contract()
    frappe.cache.delete_value("sla_nl_terms_version")
    frappe.local.sla_nl_terms_version = None
    assert contract_for(acme, NOON, None) == "Own"


def _next_request():
    frappe.db.commit()
    frappe.local.sla_nl_terms_version = None


# -- refused contracts -----------------------------------------------------------------------------

REFUSED = [
    # id, fields, part of the message
    ("unit", {"targets": [{"kind": "incident", "clock": "response", "amount": "2"}]},
     "Targets · row 1 · Unit"),
    ("priority", {"fees": [{"title": "Rush", "event": "reported", "certainty": "always",
                            "basis": "fixed", "priority": "P9"}]}, "Fees · row 1 · Priority"),
    ("amount", {"targets": [{"kind": "incident", "clock": "response", "amount": "x<b>",
                             "unit": "hours"}]}, "<code>x&lt;b&gt;</code>"),
    ("dates", {"valid_from": "2026-06-08", "valid_to": "2026-06-07"}, "Valid to"),
    ("effect", {"event_rules": [{"event": "paused", "effect": "round_the_clock",
                                 "reason": "customer", "clocks": "response"}]},
     "Events · row 1 · Effect"),
    ("clocks", {"event_rules": [{"event": "paused", "effect": "stops", "reason": "customer",
                                 "clocks": "respons"}]}, "Events · row 1 · Clocks"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_wrong_contract_is_refused_with_its_place(make_contract, fields, message):
    """The message names the table, the row and the field as the form labels them."""
    with pytest.raises(frappe.ValidationError) as error:
        make_contract(**fields)
    assert message in str(error.value)


def test_every_fault_is_named_at_once(make_contract):
    """An admin can correct all of them before saving again."""
    targets = [{"kind": "incident", "clock": "response", "amount": n} for n in ("x", "-1")]
    with pytest.raises(frappe.ValidationError) as error:
        make_contract(targets=targets)
    assert str(error.value).count("<li>") == 2


OVERLAPS = [
    # id, first from, first to, second from, second to, is refused
    ("both-ever", None, None, None, None, True),
    ("same-day", None, "2026-06-08", "2026-06-08", None, True),
    ("next-day", None, "2026-06-08", "2026-06-09", None, False),
    ("day-before", "2026-06-09", None, None, "2026-06-08", False),
    ("within", "2026-01-01", "2026-12-31", "2026-03-01", "2026-03-31", True),
]


@pytest.mark.parametrize(
    ("one", "two", "three", "four", "is_refused"),
    [row[1:] for row in OVERLAPS],
    ids=[row[0] for row in OVERLAPS],
)
def test_customer_has_one_contract_at_a_time(make_contract, one, two, three, four, is_refused):
    """The second contract of a customer for the same days is refused when it is saved."""
    make_contract("First", valid_from=one, valid_to=two)
    if not is_refused:
        make_contract("Second", valid_from=three, valid_to=four)
        return
    with pytest.raises(frappe.ValidationError, match=r"Customers · row 1 · Customer.*First"):
        make_contract("Second", valid_from=three, valid_to=four)


def test_hidden_contract_leaves_its_customers_free(make_contract):
    """A hidden contract is never chosen, so another may hold; then it cannot be shown again."""
    first = make_contract("First", is_hidden=1)
    make_contract("Second")
    with pytest.raises(frappe.ValidationError, match="Second"):
        first.update({"is_hidden": 0}).save()


def test_customer_is_named_once(make_contract):
    """The same customer twice in a contract is a mistake."""
    with pytest.raises(frappe.ValidationError, match="each customer once"):
        make_contract(customers=("Acme BV", "Acme BV"))


def test_broken_contract_is_an_error_that_names_it(make_contract):
    """A missing calendar breaks its contract, and no other."""
    make_contract()
    frappe.db.set_value("SLA Contract", "Own", "calendar", "gone")
    frappe.local.sla_nl_terms_version = "another"
    with pytest.raises(ContractError, match=r"'Own'.*calendar: 'gone'"):
        contract_named("Own")
    with pytest.raises(ContractError, match="calendar"):
        contract_named("Own")
    assert contract_named("covide-basic")


def test_a_contract_is_not_blamed_for_the_faults_of_its_calendar(make_contract):
    """The calendar exists; its fault is reported once, under the name of the calendar."""
    calendar = frappe.copy_doc(frappe.get_doc("SLA Calendar", "vcare-office"))
    calendar.is_standard = 0
    calendar.insert(set_name="own-office")
    make_contract(calendar="own-office")
    row = {"parent": "own-office", "idx": 1}
    frappe.db.set_value("SLA Calendar Hours", row, "day", "Moonday")
    with pytest.raises(ContractError) as refused:
        documents.contract_of(frappe.get_doc("SLA Contract", "Own"))
    assert [(fault.document, fault.row, fault.field) for fault in refused.value.faults] == [
        ("SLA Calendar 'own-office'", "hours row 1", "day")
    ]


def test_calendar_and_contract_in_use_are_not_deleted(make_contract, make_ticket):
    """Frappe's own check of links refuses to delete them."""
    calendar = frappe.copy_doc(frappe.get_doc("SLA Calendar", "vcare-office"))
    calendar.is_standard = 0
    calendar.insert(set_name="own-office")
    make_contract(calendar="own-office")
    make_ticket(sla_nl_contract="Own")
    for doctype, name in (("SLA Calendar", "own-office"), ("SLA Contract", "Own")):
        with pytest.raises(frappe.LinkExistsError):
            frappe.delete_doc(doctype, name)


# -- standard documents ----------------------------------------------------------------------------

STANDARD = [
    ("SLA Contract", "covide-basic"),
    ("SLA Calendar", "vcare-office"),
    ("SLA Escalation Matrix", "covide"),
]


@pytest.mark.parametrize(("doctype", "name"), STANDARD)
def test_standard_document_cannot_be_changed_but_hidden(site, doctype, name):
    """Administrator cannot change it either, nor remove the mark `is_standard`."""
    for change in ({"title": "Mine"}, {"is_standard": 0}):
        with pytest.raises(frappe.ValidationError, match="is standard"):
            frappe.get_doc(doctype, name).update(change).save()
    frappe.get_doc(doctype, name).update({"is_hidden": 1}).save()
    assert frappe.db.get_value(doctype, name, "is_hidden") == 1


def test_row_of_a_standard_document_cannot_be_changed(site):
    """A row cannot be added or removed either."""
    for change in (
        lambda d: d.targets[0].update({"amount": "99"}),
        lambda d: d.append("targets", {"kind": "incident", "clock": "report"}),
        lambda d: d.remove(d.targets[0]),
    ):
        document = frappe.get_doc("SLA Contract", "covide-basic")
        change(document)
        with pytest.raises(frappe.ValidationError, match="is standard"):
            document.save()


@pytest.mark.parametrize(("doctype", "name"), STANDARD)
def test_standard_document_is_not_renamed_or_deleted(site, doctype, name):
    """The app finds its documents by name."""
    with pytest.raises(frappe.ValidationError, match="is standard"):
        frappe.rename_doc(doctype, name, "mine")
    with pytest.raises(frappe.ValidationError, match="is standard"):
        frappe.delete_doc(doctype, name)


def test_a_user_cannot_make_a_standard_document(make_contract):
    """Data Import cannot make one either."""
    frappe.flags.in_import = True
    with pytest.raises(frappe.ValidationError, match="Only the app"):
        make_contract(is_standard=1)


def test_duplicate_of_a_standard_document_is_the_sites_own(site):
    """Duplicate in the menu does not copy the mark `is_standard`."""
    copy = frappe.copy_doc(frappe.get_doc("SLA Contract", "covide-basic"), ignore_no_copy=False)
    assert not copy.is_standard


def test_migrate_keeps_hidden_marks_and_own_contracts(run_bench, unique, make_customer):
    """The shipped documents are the same as before, and the site's own are not changed."""
    customer = make_customer(unique("Migrate BV"))
    own = use_contract("covide-basic", [customer])
    frappe.get_doc("SLA Contract", own).update({"title": "Ours"}).save()
    frappe.get_doc("SLA Contract", "smart-fms-basic").update({"is_hidden": 1}).save()
    before = _dump()
    run_bench("migrate")
    try:
        assert _dump() == before
        assert frappe.db.get_value("SLA Contract", "smart-fms-basic", "is_hidden") == 1
        assert frappe.db.get_value("SLA Contract", own, "title") == "Ours"
    finally:
        frappe.get_doc("SLA Contract", "smart-fms-basic").update({"is_hidden": 0}).save()
        frappe.delete_doc("SLA Contract", own)
        frappe.db.commit()


def _dump():
    """Return every row of the app's tables, without its date of modification."""
    tables = [t for t in frappe.db.get_tables(cached=False) if t.startswith("tabSLA ")]
    found = {}
    for table in tables:
        rows = frappe.db.sql(f"select * from `{table}` order by name", as_dict=True)
        found[table] = [{k: v for k, v in row.items() if k != "modified"} for row in rows]
    return found


# -- copies ----------------------------------------------------------------------------------------


def test_use_contract_copies_it_with_its_matrix_and_shares_its_calendars(acme):
    """The copy is the site's own, and holds for the customer."""
    name = use_contract("vcare-connect-24x7", [acme])
    assert name == "vcare-connect-24x7-acme-bv"
    copy = contract_named(name)
    assert contract_for(acme, NOON, None) == name
    assert not copy.terms.is_standard
    assert copy.terms.escalation_matrix == "vcare-connect-acme-bv"
    source = contract_named("vcare-connect-24x7")
    assert set(copy.calendars) == set(source.calendars)
    assert [(t.clock, t.amount, t.clauses) for t in copy.terms.targets] == [
        (t.clock, t.amount, t.clauses) for t in source.terms.targets
    ]


def test_a_calendar_is_copied_when_it_is_edited_for_the_chosen_contracts(acme, unique):
    """Every row that named it names the copy; the other contract keeps the shared one."""
    shared = "smart-fms-evening-start"
    one, other = use_contract("smart-fms-basic", [acme]), use_contract("smart-fms-basic", [])
    assert [row["value"] for row in contracts_with(shared)] == sorted([one, other])
    copy = copy_calendar(shared, [one])
    assert not frappe.db.get_value("SLA Calendar", copy, "is_standard")
    used = {
        name: row.start_calendar
        for name in (one, other)
        for row in contract_named(name).terms.maintenance
        if row.maintenance_type == "Klein onderhoud"
    }
    assert used == {one: copy, other: shared}
    assert [row["value"] for row in contracts_with(shared)] == [other]


@pytest.mark.parametrize("contract", ["smart-fms-basic", "covide-basic", "none"])
def test_a_calendar_is_not_copied_for_a_contract_that_cannot_use_the_copy(contract):
    """A standard contract, which is never changed, and contracts without that calendar."""
    with pytest.raises(frappe.ValidationError, match="no contract of your own"):
        copies.own_calendar("smart-fms-evening-start", [contract])


def test_second_copy_gets_another_name(acme):
    """If the name is taken, it gets a number; the same customer twice is refused."""
    first = use_contract("covide-basic", [acme])
    frappe.get_doc("SLA Contract", first).update({"is_hidden": 1}).save()
    assert use_contract("covide-basic", [acme]) == f"{first}-2"
    with pytest.raises(frappe.ValidationError, match=r"Customers · row 1 · Customer"):
        use_contract("covide-premium", [acme])


def test_own_contract_is_not_copied(make_contract, acme):
    """“Use this contract” works for standard contracts only."""
    make_contract()
    with pytest.raises(frappe.ValidationError, match="your own contract"):
        use_contract("Own", [acme])


def test_agent_reads_contracts_and_cannot_make_them(make_agent, as_user, acme):
    """Only an SLA Manager may make contracts."""
    with as_user(make_agent("reader@example.com")):
        assert frappe.get_doc("SLA Contract", "covide-basic").has_permission("read")
        with pytest.raises(frappe.PermissionError):
            use_contract("covide-basic", [acme])
    with as_user(make_agent("keeper@example.com", "SLA Manager")):
        assert use_contract("covide-basic", [acme]) == "covide-basic-acme-bv"


def test_customer_sees_no_contract_clock_or_fee(make_customer_user, as_user):
    """A portal user may not read any doctype of the app."""
    with as_user(make_customer_user()):
        for doctype in (*DOCUMENTS, *RECORDS, *OTHERS):
            assert not frappe.has_permission(doctype, "read")


# -- records ---------------------------------------------------------------------------------------


@pytest.fixture
def make_record(make_ticket):
    """Return a function that inserts a record of a new ticket, or only returns its fields."""
    special = {
        "SLA Ticket Event": {"event": "responded", "at_s": 1},
        "SLA Clock": {"due_key": "response@100"},
    }

    def fields(doctype):
        cause = frappe.generate_hash()
        own = {"ticket": make_ticket().name, "cause": cause, **special.get(doctype, {})}
        return {"doctype": doctype, **own}

    def make(doctype, is_inserted=True):
        if not is_inserted:
            return fields(doctype)
        frappe.flags.sla_nl_writer = True
        record = frappe.get_doc(fields(doctype)).insert(ignore_permissions=True)
        frappe.flags.sla_nl_writer = False
        return frappe.get_doc(doctype, record.name)

    return make


@pytest.mark.parametrize("doctype", RECORDS)
def test_record_is_inserted_by_the_app_only(make_record, doctype):
    """Administrator is refused, and so is code that ignores permissions."""
    record = frappe.get_doc(make_record(doctype, is_inserted=False))
    with pytest.raises(frappe.PermissionError, match="by the app only"):
        record.insert(ignore_permissions=True)
    with pytest.raises(frappe.PermissionError):
        record.insert()


@pytest.mark.parametrize("doctype", RECORDS)
def test_record_is_changed_and_deleted_by_the_app_only(make_record, doctype):
    """Administrator is refused, and so is code that ignores permissions."""
    record = make_record(doctype)
    with pytest.raises(frappe.PermissionError, match="by the app only"):
        frappe.get_doc(doctype, record.name).save(ignore_permissions=True)
    with pytest.raises(frappe.PermissionError, match="by the app only"):
        frappe.delete_doc(doctype, record.name, ignore_permissions=True)
    with pytest.raises(frappe.PermissionError, match="by the app only"):
        frappe.rename_doc(doctype, record.name, "other", force=True)


@pytest.mark.parametrize("doctype", RECORDS)
def test_record_cannot_be_written_over_rest(rest, make_record, doctype):
    """Administrator is refused through /api/resource too."""
    admin, record = rest(), make_record(doctype)
    fields = make_record(doctype, is_inserted=False)
    path = f"resource/{doctype}/{record.name}"
    for write in (
        lambda: admin.post(f"resource/{doctype}", fields),
        lambda: admin.put(path, {"cause": "another"}),
        lambda: admin.delete(path),
    ):
        with pytest.raises(RestError, match="403"):
            write()


def test_agent_reads_the_records_of_tickets_that_they_may_see(make_agent, as_user, make_record):
    """If Helpdesk limits agents to their teams' tickets, their clocks are limited too."""
    agent, clock = make_agent("team@example.com"), make_record("SLA Clock")
    mine = {"ticket": clock.ticket, "due_key": clock.due_key}
    with as_user(agent):
        assert frappe.get_list("SLA Clock", mine, pluck="name") == [clock.name]
        assert clock.has_permission("read")
    with _restricted_to_teams(), as_user(agent):
        assert frappe.get_list("SLA Clock", mine, pluck="name") == []
        assert not clock.has_permission("read")


@contextmanager
def _restricted_to_teams():
    """Limit agents to the tickets of their teams; restore the settings, as saving them commits."""
    names = ("restrict_tickets_by_agent_group", "do_not_restrict_tickets_without_an_agent_group")
    before = {name: frappe.db.get_single_value("HD Settings", name) for name in names}
    frappe.db.set_single_value("HD Settings", dict(zip(names, (1, 0), strict=True)))
    try:
        yield
    finally:
        frappe.db.set_single_value("HD Settings", before)


def test_maintenance_window_has_a_type_of_its_contract(site):
    """It also has to end after it starts."""
    window = {
        "doctype": "SLA Maintenance Window", "contract": "covide-basic",
        "maintenance_type": "Grote update", "planned_start": "2026-06-08 20:00:00",
        "planned_end": "2026-06-08 22:00:00",
    }  # fmt: skip
    assert frappe.get_doc(window).insert().status == "Draft"
    with pytest.raises(frappe.ValidationError, match="maintenance type"):
        frappe.get_doc({**window, "maintenance_type": "Feest"}).insert()
    with pytest.raises(frappe.ValidationError, match="after the planned start"):
        frappe.get_doc({**window, "planned_end": "2026-06-08 20:00:00"}).insert()
