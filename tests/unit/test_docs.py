"""`docs/contracts.md` agrees with the code: it has each column, and the modules that act on it."""

from __future__ import annotations

import pytest

from sla_nl.engine.acting import acting_columns
from tests.docs import readers
from tests.docs.contracts import PAGE, data, help_text, is_acting, page, tables

COLUMNS = [
    pytest.param(table, column, id=f"{table.doctype}.{column.name}")
    for table in tables()
    for column in table.columns
]
ONLY_SHOWN = {
    "name",
    "vendor",
    "title",
    "is_standard",
    "is_hidden",
    "clause",
    "note",
    "definition",
    "reason",
}
"""Columns that name a row or explain it; nothing else follows from them."""
NOT_COUNTED = {
    "calendar": {"holiday_list"},  # a site copies the dates of the list
    "clause_texts": {"article", "text"},  # shown where a clause is named
    "contract": {"escalation_matrix"},  # a copy of a contract copies its matrix
    "event_rules": {"effect"},  # each event has one effect
    "availability": {"typical_percentage"},  # shown beside the promise
    "levels": {"task"},  # shown to whoever is told
    "triggers": {"procedure"},  # shown with the escalation
    "maintenance": {"announced_through"},  # shown beside the date of the announcement
}
"""By table, the other columns that code reads, and that coverage counts as recorded only."""
ACTING = {column.name for table in tables() for column in table.columns if is_acting(column)}
OTHERWISE_USED = {table.field for table in tables()} | {
    "subject",  # of a ticket
    "contact",  # of a ticket
    "address",  # of a page
    "until",  # the date of a plan
    "cause",  # of a fee, and of a row of a timeline
    "action",  # in the log of Helpdesk
    "level",  # of a priority of Helpdesk
    "percentage",  # a basis of a fee
    "after",  # in a file of changes
}
"""Names of columns that are recorded only, and that the app also uses for other things."""


def test_the_page_is_up_to_date():
    """If this fails, `make docs` writes the page again."""
    assert PAGE.read_text("utf-8") == page()


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_the_meaning_of_each_column_is_in_one_place(table, column):
    """It is in the help text of the form, or in `columns.toml` if the form has no help text."""
    own = data().get(table.doctype, {}).get("columns", {}).get(column.name, {})
    assert bool(own.get("means")) != bool(help_text(table.doctype, column.name))


def test_each_entry_is_about_a_column():
    """`columns.toml` has no entry for a column that does not exist any more."""
    known = {(table.doctype, column.name) for table in tables() for column in table.columns}
    entries = {(doctype, name) for doctype, own in data().items() for name in own["columns"]}
    assert entries <= known


@pytest.mark.parametrize(("table", "column"), [p for p in COLUMNS if is_acting(p.values[1])])
def test_a_module_that_acts_on_a_column_names_it(table, column):
    for module in column.read_by:
        if (table.doctype, column.attribute, module) not in readers.seen():
            names = readers.names_in(module) | readers.words_in(module)
            assert {column.name, column.attribute} & names, module


@pytest.mark.parametrize(("table", "column"), [p for p in COLUMNS if is_acting(p.values[1])])
def test_a_column_that_acts_has_a_proof_or_is_only_shown(table, column):
    """Coverage counts a column by the list of `engine/acting`, of which each entry has a proof."""
    document = {"SLA Contract": "contract", "SLA Calendar": "calendar"}.get(table.doctype, "")
    name = table.field or document
    is_counted = column.name in acting_columns(name)
    if column.name in NOT_COUNTED.get(name, ()):
        assert not is_counted
    else:
        assert is_counted or column.name in ONLY_SHOWN


def test_a_module_that_is_seen_to_read_a_column_is_declared():
    """So nothing that judges, explains or draws reads a column that is called recorded only."""
    declared = {
        (table.doctype, column.attribute, module)
        for table in tables()
        for column in table.columns
        for module in column.read_by
    }
    undeclared = sorted(readers.seen() - declared)
    assert not undeclared


@pytest.mark.parametrize(("table", "column"), [p for p in COLUMNS if not is_acting(p.values[1])])
def test_no_module_on_a_site_names_a_column_that_is_recorded_only(table, column):
    """Names that an acting column of another table has as well are left out."""
    if column.name not in ACTING | OTHERWISE_USED:
        naming = [m for m in readers.modules_with_a_site() if column.name in readers.names_in(m)]
        assert not naming
