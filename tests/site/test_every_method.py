"""Every method of Frappe, Helpdesk and the app, called by each user with the app's records.

The methods are found by introspection, so methods of a new version are tried too. Data that must
not leak is recognised by its texts and numbers (`hidden`).
"""

from __future__ import annotations

import re

import frappe
import pytest
from harness import arguments, hidden
from harness.attack import Attacker, isolated
from harness.hidden import CONTRACT, GUEST, INSIDER, OUTSIDER, OWNER, STRANGER, TICKET
from harness.methods import find_methods

LONGEST_S = 5
FEW = ("SLA Fee Entry", "SLA Contract", TICKET)
TRIED = {
    GUEST: FEW,
    OWNER: (
        *FEW,
        "SLA Clock",
        "SLA Contract Customer",
        "SLA Settings",
        "Comment",
        "File",
        "SLA Obligation",
        "SLA Monitored Service",
        "SLA Maintenance Notice",
        "SLA Customer Feed",
    ),
    STRANGER: FEW,
    OUTSIDER: (
        *FEW,
        "SLA Clock",
        "SLA Ticket Event",
        "SLA Escalation",
        "SLA Follow-up Task",
        "SLA Incident Report",
        "SLA Escalation Receiver",
        "SLA Outage",
        "Version",
        "SLA Run",
        "SLA Run Part",
        "SLA Absence",
        "SLA Obligation",
        "SLA Customer Feed",
    ),
    INSIDER: (
        "SLA Fee Entry",
        "SLA Contract",
        "File",
        "Prepared Report",
        "Deleted Document",
        "SLA Obligation",
    ),
}
"""The doctypes that each user tries; some user tries each doctype that they may not read."""

KNOWN = (
    "frappe.client.get", "frappe.client.get_list", "frappe.client.get_value",
    "frappe.desk.form.load.getdoc", "frappe.desk.reportview.get", "frappe.desk.reportview.get_list",
    "frappe.desk.search.search_link", "frappe.desk.search.get_link_title",
    "frappe.desk.reportview.export_query", "helpdesk.api.doc.get_list_data",
    "sla_nl.api.panel.panel",
)  # fmt: skip
"""Methods that show hidden data to an agent of the team, which proves that the attack works."""

NOT_CALLED = {"frappe.handler.logout", "frappe.handler.web_logout"}


@pytest.fixture(scope="module")
def world(site):
    """Make the hidden records, and yield them with all methods and the list of writes."""
    frappe.set_user("Administrator")
    made = hidden.make()
    with isolated() as written:
        yield made, [m for m in find_methods() if m.path not in NOT_CALLED], written
    hidden.clear(made)


@pytest.fixture
def attacker(world):
    """Return a function that makes an `Attacker` of a user."""
    return lambda user: Attacker(user, world[2])


def reads_ticket(user):
    return user in (OWNER, INSIDER)


def doctypes(method, user):
    takes = set(method.parameters) & arguments.DOCUMENTS
    tried = TRIED[user]
    return tried if takes or method.reads_request or method.is_open else tried[:1]


def is_slow(attack, method, request, answer):
    """Return whether a call takes over five seconds, twice: the machine may have been busy."""
    if answer.seconds <= LONGEST_S:
        return False
    again = attack.call(method, request)
    attack.undo()
    return again.seconds > LONGEST_S


@pytest.mark.parametrize("user", list(TRIED))
def test_no_method_leaks_or_changes_hidden_data(user, world, attacker):
    """No user reads or changes a record that they may not, and no call takes over 5 seconds."""
    made, methods, _written = world
    attack = attacker(user)
    before, of_user = made.state(user), arguments.own(made, user, reads_ticket(user))
    leaks, changes, slow, shown = {}, {}, {}, set()
    for method in methods:
        if user == GUEST and not method.is_for_guests:
            continue
        for doctype in doctypes(method, user):
            given = arguments.all_of(made, doctype)
            for request in arguments.requests(method, given, of_user):
                answer = attack.call(method, request)
                if found := made.seen_in(answer.text, user):
                    leaks[method.path] = doctype, found
                if user == INSIDER and made.seen_in(answer.text, GUEST):
                    shown.add(method.path)
                if answer.has_written and made.state(user) != before:
                    changes[method.path] = doctype
                attack.undo()
                if is_slow(attack, method, request, answer):
                    slow[method.path] = doctype, answer.seconds
    assert (lines(leaks), lines(changes), lines(slow)) == ("", "", "")
    assert user != INSIDER or shown >= set(KNOWN), set(KNOWN) - shown


def lines(found):
    """Return the findings as text, with a line for each method."""
    return "\n".join(f"{path}: {what}" for path, what in found.items())


def masked(text):
    """Return an answer without the guess, dates and random names, which differ each time."""
    for _doctype, _field, right, wrong in arguments.GUESSES:
        text = text.replace(right, "?").replace(wrong, "?")
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?", "T", text)
    return re.sub(r"\b[0-9a-z]{10}\b", "#", text)


@pytest.mark.parametrize("user", [OWNER, OUTSIDER])
def test_no_answer_shows_whether_a_guess_is_right(user, world, attacker):
    """A filter by a contract, a fee or a title gets the same answer, right or wrong."""
    made, methods, _written = world
    attack, of_user = attacker(user), arguments.own(made, user, reads_ticket(user))
    different = set()

    def answers(method, doctype, field, value, is_list):
        given = arguments.guess(arguments.all_of(made, doctype), doctype, field, value, is_list)
        for request in arguments.requests(method, given, of_user):
            answer = attack.call(method, request)
            attack.undo()
            yield answer.status, masked(answer.text)

    for method in methods:
        if not (set(method.parameters) & arguments.FILTERS or method.reads_request):
            continue
        for doctype, field, right, wrong in arguments.GUESSES:
            if user == OUTSIDER and doctype == "SLA Contract":
                continue  # every agent reads contracts
            for is_list in (False, True):
                asked = (method, doctype, field)
                first, second = (list(answers(*asked, value, is_list)) for value in (right, wrong))
                if first != second and first == list(answers(*asked, right, is_list)):
                    pairs = zip(first, second, strict=True)
                    different |= {(method.path, doctype) for pair in pairs if is_telling(*pair)}
    assert different == set()


def is_telling(right, wrong):
    """Return whether two answers differ in more than the words of a refusal."""
    return right != wrong and (right[0] != wrong[0] or right[0] == 200)


@pytest.mark.parametrize("user", [GUEST, OWNER, OUTSIDER, "Administrator"])
def test_arguments_of_a_wrong_type_are_refused(user, world, attacker):
    """The app's own methods refuse them as bad input, never with a status of 500."""
    made, methods, _written = world
    attack = attacker(user)
    faults, slow = [], []
    for method in methods:
        is_ours = method.path.startswith("sla_nl.")
        if (user == GUEST and not method.is_for_guests) or (
            user == "Administrator" and not is_ours
        ):
            continue
        for request in arguments.mistyped(method):
            answer = attack.call(method, request)
            attack.undo()
            if is_ours and answer.status >= 500:
                faults.append((method.path, answer.fault[:200]))
            if is_slow(attack, method, request, answer):
                slow.append((method.path, answer.seconds))
    assert (faults, slow) == ([], [])
    assert made.names["SLA Contract"] == CONTRACT
