"""Helpdesk's permissions that Frappe copied for ours follow Helpdesk through a migrate."""

from __future__ import annotations

import frappe
import pytest
from frappe.permissions import add_permission, reset_perms

from sla_nl.patches.v0_2 import renew_copied_permissions
from sla_nl.setup import permissions
from sla_nl.setup.permissions import own_rules, rules_in

DOCTYPES = ("HD Ticket", "HD Customer")


@pytest.fixture
def rules(site):
    """Undo what a test does to the permissions."""
    yield
    frappe.db.rollback()
    frappe.clear_cache()


def migrate(change_helpdesk):
    """Do what a migrate does, in its order: hooks before, Helpdesk's doctypes, hooks after."""
    permissions.drop_unchanged_copies()
    change_helpdesk()
    permissions.add_dropped()


def with_another_role():
    """Let Helpdesk's own rules have one more role, and one less."""
    for doctype in DOCTYPES:
        row = {"doctype": "DocPerm", "parent": doctype, "parenttype": "DocType", "role": "Guest"}
        frappe.get_doc({**row, "parentfield": "permissions", "read": 1}).db_insert()
        frappe.db.delete("DocPerm", {"parent": doctype, "role": "System Manager"})


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_an_unchanged_copy_follows_helpdesk(rules, doctype):
    migrate(with_another_role)
    standard = rules_in("DocPerm", doctype)
    assert ("Guest", 0, 0, frozenset({"read"})) in standard
    assert rules_in("Custom DocPerm", doctype) == standard | own_rules(doctype)


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_rules_that_a_site_changed_stay(rules, doctype):
    add_permission(doctype, "Guest", 0)
    before = rules_in("Custom DocPerm", doctype)
    migrate(with_another_role)
    assert rules_in("Custom DocPerm", doctype) == before


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_a_copy_of_helpdesk_1_25_is_renewed_on_an_upgraded_site(rules, doctype):
    """Everybody (the role All) keeps no rights that Helpdesk has taken away."""
    reset_perms(doctype)
    for role, level, owner, rights in renew_copied_permissions.COPIES[doctype]:
        row = {"doctype": "Custom DocPerm", "parent": doctype, "role": role, "permlevel": level}
        every = {"read": 0, "export": 0} | dict.fromkeys(rights, 1)
        frappe.get_doc({**row, "if_owner": owner, **every}).db_insert()
    renew_copied_permissions.execute()
    permissions.add_dropped()
    assert rules_in("Custom DocPerm", doctype) == rules_in("DocPerm", doctype) | own_rules(doctype)
