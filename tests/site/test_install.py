"""Install: fields, rights, patches; and uninstall, which leaves nothing of the app."""

from __future__ import annotations

from pathlib import Path

import frappe
import pytest
from harness import seeds
from harness.past import clear, copies
from harness.records import make_admin

from sla_nl import hooks
from sla_nl.cli.reading.columns import field_of
from sla_nl.erpnext import fields as erpnext_fields
from sla_nl.helpdesk import TICKET
from sla_nl.helpdesk.upkeep import dry_run
from sla_nl.patches.v0_1 import add_indexes_and_rights
from sla_nl.patches.v0_2 import rename_next_due_of_clocks
from sla_nl.setup import install, uninstall
from sla_nl.setup.custom_fields import FIELDS
from sla_nl.setup.permissions import CUSTOMER

WORKSPACE = (
    "Workspace", "Number Card", "Dashboard Chart", "Custom HTML Block", "Module Onboarding",
    "Onboarding Step",
)  # fmt: skip
COLUMNS = {f["fieldname"] for f in FIELDS if not f["fieldtype"].endswith("Break")}


def test_ticket_has_the_fields_at_level_one(site):
    """The fields belong to the app's module, so that Frappe removes them with it."""
    meta = frappe.get_meta(TICKET)
    for name in COLUMNS:
        assert meta.get_field(name).permlevel == 1
        assert frappe.db.get_value("Custom Field", f"{TICKET}-{name}", "module") == "SLA NL"


def test_fields_have_the_labels_that_the_command_reads(site):
    """An exported report of tickets has the labels as headings."""
    for field in FIELDS:
        if field["fieldname"] in COLUMNS:
            assert field_of(field["label"]) == field["fieldname"]


def test_ticket_offers_the_priorities_of_all_contracts(site):
    """The options are the priorities of the shipped contracts, and empty."""
    options = frappe.get_meta(TICKET).get_field("sla_nl_priority").options.split("\n")
    assert options[0] == ""
    assert {"TOP", "Hoog", "A", "P5", "Bug"} <= set(options)
    assert len(options) == len(set(options))


def test_customer_cannot_write_the_fields(make_customer_user, make_ticket, as_user):
    """Values that a customer sends are dropped."""
    with as_user(make_customer_user()):
        ticket = make_ticket(via_customer_portal=1, sla_nl_cannot_wait=1, sla_nl_kind="change")
        assert not ticket.sla_nl_cannot_wait
        assert not ticket.sla_nl_kind
        ticket.sla_nl_outside_sla = "Yes"
        ticket.save()
    assert not ticket.reload().sla_nl_outside_sla


def test_agent_writes_the_fields(make_agent, make_ticket, as_user):
    """Agents have the right to write at level 1."""
    with as_user(make_agent()):
        ticket = make_ticket(sla_nl_kind="change", sla_nl_priority="P5")
    assert (ticket.sla_nl_kind, ticket.sla_nl_priority) == ("change", "P5")


def test_system_manager_who_is_no_agent_sees_and_writes_the_fields(make_ticket, as_user):
    """They use the desk, with a ticket that Helpdesk lets them see."""
    with as_user(make_admin("beheer@example.com")):
        ticket = make_ticket(sla_nl_kind="change")
        assert ticket.sla_nl_kind == "change"
        ticket.sla_nl_kind = "question"
        ticket.save()
        ticket.reload().apply_fieldlevel_read_permissions()
    assert ticket.sla_nl_kind == "question"


def test_rights_of_helpdesk_stay_as_they_were(site):
    """Frappe copies the standard permissions; those at level 0 are unchanged."""
    fields = ["role", "read", "write", "create", "`delete`"]
    level_0 = {"parent": TICKET, "permlevel": 0}
    standard = frappe.get_all("DocPerm", level_0, fields)
    assert [
        row for row in standard if row not in frappe.get_all("Custom DocPerm", level_0, fields)
    ] == []


def test_site_without_a_needed_doctype_or_field_is_refused(site, monkeypatch):
    """The error names the doctype or field that is missing."""
    monkeypatch.setitem(install.NEEDED, "HD Nothing", ())
    with pytest.raises(install.MissingDocTypeError, match="DocType HD Nothing"):
        install.before_install()
    monkeypatch.delitem(install.NEEDED, "HD Nothing")
    monkeypatch.setitem(install.NEEDED, "HD Customer", ("nothing",))
    with pytest.raises(install.MissingDocTypeError, match=r"field HD Customer\.nothing"):
        install.before_install()
    monkeypatch.undo()
    install.before_install()


def test_install_warns_if_another_app_overrides_the_sla(site, monkeypatch, capsys):
    """Frappe uses the last of several overrides."""
    install.check_override()
    assert capsys.readouterr().out == ""
    ours = frappe.get_hooks("override_doctype_class")
    theirs = {install.SLA: [*ours[install.SLA], "other.sla.OtherSLA"]}
    monkeypatch.setattr(frappe, "get_hooks", lambda *args, **kwargs: theirs)
    install.check_override()
    assert "overridden by other.sla.OtherSLA" in capsys.readouterr().out


def test_setting_up_again_changes_nothing(site):
    """A migrate runs the setup again."""
    before = _setup()
    install.after_migrate()
    assert _setup() == before


def test_a_patch_adds_indexes_and_rights_to_an_older_site(site):
    """A migrate does not change existing fields and rights, so a patch adds new ones once."""
    right = {"parent": TICKET, "role": "System Manager", "permlevel": 1}
    indexes = {"SLA Clock": "state_due", TICKET: "sla_nl_judged_by"}
    frappe.db.delete("Custom DocPerm", right)
    field = {"name": f"{TICKET}-sla_nl_judged_by"}
    frappe.db.set_value("Custom Field", field, "search_index", 0)
    for doctype, index in indexes.items():
        frappe.db.sql_ddl(f"alter table `tab{doctype}` drop index {_index(doctype, index)}")
    add_indexes_and_rights.execute()
    assert frappe.get_all("Custom DocPerm", right, ["read", "write"]) == [{"read": 1, "write": 1}]
    assert all(_index(doctype, index) for doctype, index in indexes.items())


def test_a_patch_keeps_the_values_of_a_renamed_clock_column(site):
    """Version 0.2 renamed the column; its values and its index stay."""
    rows = dict(frappe.db.sql("select name, look_again_at from `tabSLA Clock`"))
    frappe.db.rename_column("SLA Clock", "look_again_at", "next_due")
    rename_next_due_of_clocks.execute()
    rename_next_due_of_clocks.execute()
    assert dict(frappe.db.sql("select name, look_again_at from `tabSLA Clock`")) == rows
    assert _index("SLA Clock", "look_again_at")
    assert not _index("SLA Clock", "next_due")


def _index(doctype, name):
    """Return the index of this name, or an index on the column of this name."""
    rows = frappe.db.sql(f"show index from `tab{doctype}`", as_dict=True)
    return next((r.Key_name for r in rows if name in (r.Key_name, r.Column_name)), None)


def _columns_in_erpnext():
    """Return the app's columns of ERPNext's doctypes; none if ERPNext is not on the site."""
    return [
        column
        for doctype in set(erpnext_fields.FIELDS) - {"SLA Settings"}
        if frappe.db.table_exists(doctype)
        for column in frappe.db.get_table_columns(doctype)
        if column.startswith("sla_nl_")
    ]


def test_uninstall_leaves_nothing_and_the_app_installs_again(run_bench, make_ticket):
    """No field, column, role, permission, doctype, table, file or row that names one is left.

    Other columns and filters in the site's views and lists stay. Installing the app on a site with
    thousands of tickets changes none of them.
    """
    ticket = make_ticket().name
    names = [ticket, *copies(ticket, 3_000)]
    dry_run.work(dry_run.start())
    sown = seeds.sow()
    prepared = _prepared_report()
    output = run_bench("uninstall-app", "sla_nl", "--yes", "--no-backup")
    try:
        assert "Server Script Seed names fields that are gone, in script." in output
        frappe.db.delete("Server Script", "Seed")
        seeds.check()
        assert COLUMNS.isdisjoint(frappe.db.get_table_columns(TICKET))
        assert not frappe.db.exists("Role", "SLA Manager")
        assert not frappe.db.exists("Role", "SLA Monitor")
        own = {f"tab{doctype}" for doctype in uninstall.own_doctypes()}
        assert own.isdisjoint(frappe.db.get_tables(cached=False))
        assert _columns_in_erpnext() == []
        assert _mentions() == {}
        assert not frappe.get_all("Custom DocPerm", {"parent": ("in", (TICKET, CUSTOMER))})
        for doctype in WORKSPACE:
            assert not frappe.get_all(doctype, {"name": ("like", "SLA %")})
        assert _jobs() == 0
        assert not frappe.get_all("Prepared Report", {"name": prepared})
        assert not frappe.get_all("File", {"attached_to_name": prepared})
        assert not list(Path(frappe.get_site_path("private", "files")).glob("ledger*"))
        columns = frappe.db.get_table_columns(TICKET)
        before = frappe.get_all(TICKET, {"name": ("in", names)}, columns, order_by="name")
    finally:
        seeds.clear(sown)
        run_bench("install-app", "sla_nl")
    after = frappe.get_all(TICKET, {"name": ("in", names)}, columns, order_by="name")
    clear(names)
    assert (len(after), after) == (3_001, before)
    assert frappe.db.count("SLA Contract") == 8
    for doctype in WORKSPACE:
        assert frappe.get_all(doctype, {"name": ("like", "SLA %")})
    assert frappe.get_meta(TICKET).get_field("sla_nl_contract")
    assert len(_columns_in_erpnext()) == (2 if erpnext_fields.is_installed() else 0)
    assert _jobs() == len(list(_ordered(hooks.scheduler_events)))


def _prepared_report():
    """Make a prepared report of the ledger with its file, and return its name."""
    order = {"doctype": "Prepared Report", "name": "ledger", "report_name": "SLA Unbilled Fees"}
    frappe.get_doc(order).db_insert()
    frappe.get_doc(
        doctype="File", file_name="ledger.json.gz", attached_to_doctype="Prepared Report",
        attached_to_name="ledger", is_private=1, content="ledger",
    ).insert()  # fmt: skip
    assert list(Path(frappe.get_site_path("private", "files")).glob("ledger*"))
    return "ledger"


def _ordered(events):
    """Yield the jobs that the hooks order."""
    for jobs in events.values():
        yield from _ordered(jobs) if isinstance(jobs, dict) else jobs


def _jobs():
    """Return how many jobs of the app are scheduled."""
    return frappe.db.count("Scheduled Job Type", {"method": ("like", "sla_nl.%")})


def _setup():
    """Return the rows that the app's setup made outside its own tables, and the settings."""
    mine = {"dt": TICKET, "fieldname": ("like", "sla_nl%")}
    return (
        frappe.get_all("Custom Field", mine, ["*"], order_by="name"),
        frappe.get_all("Custom DocPerm", {"parent": TICKET}, ["*"], order_by="name"),
        frappe.get_all("Role", {"name": "SLA Manager"}, ["*"]),
        frappe.db.get_singles_dict("SLA Settings"),
    )


def _mentions():
    """Return the columns that still name a doctype, field, role or module of the app.

    Frappe's history of deleted documents and its logs are left out.
    """
    history = {"tabDeleted Document", "tabError Log", "tabPermission Log", "tabVersion"}
    names = (*uninstall.own_doctypes(), "SLA Manager", "SLA Monitor", "SLA NL", "sla_nl")
    found = {}
    for table, column in frappe.db.sql(
        "select table_name, column_name from information_schema.columns where "
        "table_schema = database() and data_type in ('varchar', 'text', 'mediumtext', 'longtext')"
    ):
        if table not in history:
            where = f"`{column}` in %s or `{column}` like %s"
            query = f"select count(*) from `{table}` where {where}"
            if count := frappe.db.sql(query, [names, "%sla\\_nl\\_%"])[0][0]:
                found[f"{table}.{column}"] = count
    return found
