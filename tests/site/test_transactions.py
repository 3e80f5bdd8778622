"""Work in a transaction of its own, and a part of one that is undone alone."""

from __future__ import annotations

import frappe
import pytest

from sla_nl.site.transactions import attempt, in_own_transaction

DOCTYPE = "Email Group"


@pytest.fixture
def write(unique):
    """Return a function that inserts a document, and the function that lists what is there."""
    prefix = unique("Kept")

    def insert(title):
        frappe.get_doc(doctype=DOCTYPE, title=f"{prefix} {title}").insert()

    def written():
        titles = frappe.get_all(DOCTYPE, {"title": ("like", f"{prefix} %")}, pluck="title")
        return sorted(title.removeprefix(f"{prefix} ") for title in titles)

    return insert, written


def failing(write, title, error):
    """Return a function that writes something and then fails."""

    def do():
        write(title)
        raise error

    return do


def test_a_part_that_fails_is_undone_alone(write):
    insert, written = write
    faults = []
    insert("before")
    attempt(failing(insert, "part", ValueError("no disk")), faults.append)
    insert("after")
    assert [str(fault) for fault in faults] == ["no disk"]
    assert written() == ["after", "before"]


def test_a_part_within_a_part_undoes_only_itself_and_the_outer_one_undoes_both(write):
    insert, written = write

    def outer(error=None):
        insert("outer")
        attempt(failing(insert, "inner", ValueError("inner")), lambda _error: None)
        attempt(lambda: insert("another"), lambda _error: None)
        if error:
            raise error

    attempt(lambda: outer(ValueError("outer")), lambda _error: insert("logged"))
    assert written() == ["logged"]
    attempt(outer, lambda _error: insert("not called"))
    assert written() == ["another", "logged", "outer"]


@pytest.mark.parametrize("run", [attempt, in_own_transaction])
def test_a_deadlock_is_raised_again(write, run):
    """The database has undone the whole transaction, so nobody may go on as if it had not."""
    insert, _written = write
    fault = frappe.QueryDeadlockError("deadlock")
    with pytest.raises(frappe.QueryDeadlockError):
        run(failing(insert, "part", fault), lambda _error: pytest.fail("was called"))


def test_a_transaction_of_its_own_keeps_what_was_before_and_what_tells_of_its_fault(write):
    insert, written = write
    insert("before")

    def fail(error):
        insert(str(error))
        return 7

    assert in_own_transaction(failing(insert, "work", ValueError("fault")), fail) == 7
    insert("after")
    frappe.db.rollback()
    assert written() == ["before", "fault"]
    assert in_own_transaction(lambda: insert("work") or 1, fail) == 1
    frappe.db.rollback()
    assert written() == ["before", "fault", "work"]
