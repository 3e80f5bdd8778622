"""Every method of Frappe, Helpdesk and the app, called by each user with the app's records.

The methods are found by introspection, so those of a new version are tried too. What must not come
back is recognised by its text, and by its number (`hidden`).
"""

from __future__ import annotations

import re

import frappe
import pytest
from harness import arguments, hidden
from harness.attack import Attacker, at_home
from harness.hidden import CONTRACT, GUEST, INSIDER, OUTSIDER, OWNER, STRANGER, TICKET
from harness.methods import find_methods

LONGEST_S = 5
FEW = ("SLA Fee Entry", "SLA Contract", TICKET)
TRIED = {
    GUEST: FEW,
    OWNER: (*FEW, "SLA Clock", "SLA Contract Customer", "SLA Settings", "Comment", "File"),
    STRANGER: FEW,
    OUTSIDER: (*FEW, "SLA Clock", "SLA Ticket Event", "SLA Escalation", "Version", "SLA Run"),
    INSIDER: ("SLA Fee Entry", "SLA Contract", "File", "Prepared Report", "Deleted Document"),
}
"""The doctypes that each user tries: of those that they may not read, all are tried by somebody."""

KNOWN = (
    "frappe.client.get", "frappe.client.get_list", "frappe.client.get_value",
    "frappe.desk.form.load.getdoc", "frappe.desk.reportview.get", "frappe.desk.reportview.get_list",
    "frappe.desk.search.search_link", "frappe.desk.search.get_link_title",
    "frappe.desk.reportview.export_query", "helpdesk.api.doc.get_list_data",
    "sla_nl.api.panel.panel",
)  # fmt: skip
"""Methods that show an agent of the team what is hidden from others: the attack reaches them."""

AT_HOME = {"frappe.handler.logout", "frappe.handler.web_logout"}


@pytest.fixture(scope="module")
def world(site):
    """The hidden records, and all methods."""
    frappe.set_user("Administrator")
    made = hidden.make()
    with at_home() as written:
        yield made, [m for m in find_methods() if m.path not in AT_HOME], written
    hidden.clear(made)


@pytest.fixture
def attacker(world):
    """Returns a function that seats a user."""
    return lambda user: Attacker(user, world[2])


def reads_ticket(user):
    return user in (OWNER, INSIDER)


def doctypes(method, user):
    takes = set(method.parameters) & arguments.DOCUMENTS
    tried = TRIED[user]
    return tried if takes or method.reads_request or method.is_open else tried[:1]


@pytest.mark.parametrize("user", list(TRIED))
def test_nothing_comes_back_and_nothing_changes(user, world, attacker):
    """Nor does a call last long: whatever the user asks for, of every record of the app."""
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
                if answer.seconds > LONGEST_S:
                    slow[method.path] = doctype, answer.seconds
                if answer.has_written and made.state(user) != before:
                    changes[method.path] = doctype
                attack.undo()
    assert (told(leaks), told(changes), told(slow)) == ("", "", "")
    assert user != INSIDER or shown >= set(KNOWN), set(KNOWN) - shown


def told(found):
    """A line for each method."""
    return "\n".join(f"{path}: {what}" for path, what in found.items())


def masked(text):
    """An answer without the guess itself, and without what differs each time."""
    for _doctype, _field, right, wrong in arguments.GUESSES:
        text = text.replace(right, "?").replace(wrong, "?")
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?", "T", text)
    return re.sub(r"\b[0-9a-z]{10}\b", "#", text)


@pytest.mark.parametrize("user", [OWNER, OUTSIDER])
def test_no_answer_tells_whether_a_guess_is_right(user, world, attacker):
    """A filter by a contract, a fee or a title is answered alike, right or wrong."""
    made, methods, _written = world
    attack, of_user = attacker(user), arguments.own(made, user, reads_ticket(user))
    told = set()

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
                    told |= {(method.path, doctype) for pair in pairs if is_telling(*pair)}
    assert told == set()


def is_telling(right, wrong):
    """Whether two answers differ in more than the words of a refusal."""
    return right != wrong and (right[0] != wrong[0] or right[0] == 200)


@pytest.mark.parametrize("user", [GUEST, OWNER, OUTSIDER, "Administrator"])
def test_arguments_of_a_wrong_type_are_refused(user, world, attacker):
    """By the app's own methods as bad input, never as an error of the server."""
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
            if answer.seconds > LONGEST_S:
                slow.append((method.path, answer.seconds))
    assert (faults, slow) == ([], [])
    assert made.names["SLA Contract"] == CONTRACT
