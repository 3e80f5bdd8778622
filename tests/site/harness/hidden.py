"""Records of the app with texts and numbers that occur nowhere else, so that a leak can be found.

They are committed: a ticket of Acme BV in the team Inside, under a contract of its own, with its
timeline, clocks, an escalation and many fees; and Frappe's records about documents (versions,
comments, files, a log, a prepared report, a deleted document).
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import frappe
from frappe.utils import add_months, now_datetime, random_string, today

from sla_nl.contracts import copies
from sla_nl.fees import states

INSIDER, OUTSIDER = "agent@example.com", "agent2@example.com"
OWNER, STRANGER, GUEST = "klant@example.com", "klant@other.example", "Guest"
CONTRACT, REPORT, TICKET = "hidden-contract", "SLA Unbilled Fees", "HD Ticket"
ENTRY = "SLA Fee Entry"
COPIES = 1312
"""How many copies of the first fee entry are made: a number that is recognised in an answer."""

AMOUNT = 7316.29
OF_TICKET = ("Zqfee", "Zqclause", "Zqreason", "Zqsource", "Zqlevel", "Zqremark", "Zqaside",
             "Zqclock", "Zqtask", "Zqwhy", "Zqdown")  # fmt: skip
OF_INSIDER = ("2031-03-17",)
"""The first day away of the agent who sees the hidden ticket."""

OF_TERMS = ("Zqterms", "Zqhours", "Zqcomment", "Zqportal", "Zqnotice")
OF_MANAGERS = (
    "Zqobligation", "Zqfile", "Zqledger", "Zqdeleted", "Zqlog", "Zqcase", "Zqcontact", "Zqtoken",
    "Zqfound", "Zqreview",
)  # fmt: skip
RESTRICTIONS = {
    "restrict_tickets_by_agent_group": 1,
    "do_not_restrict_tickets_without_an_agent_group": 0,
}
RECORDS = (ENTRY, "SLA Clock", "SLA Ticket Event", "SLA Escalation", "SLA Follow-up Task",
           "SLA Incident Report", "SLA Outage")  # fmt: skip
BESIDE = ("SLA Run", "SLA Run Part", "File", "Deleted Document", "Error Log", "Prepared Report",
          "SLA Credit Case", "SLA Registered Contact", "SLA Maintenance Notice",
          "SLA Customer Feed")  # fmt: skip
TERMS = ("SLA Contract", "SLA Calendar", "SLA Escalation Matrix", "SLA Contract Customer",
         "SLA Maintenance Window", "SLA Target", "SLA Fee Rule", "SLA Run",
         "SLA Obligation", "SLA Monitored Service", "SLA Monitor Report",
         "SLA Service Report")  # fmt: skip


class Hidden(NamedTuple):
    """The names of the hidden records, and numbers that may not leak.

    Args:
        names: a name for each doctype that an attack tries.
        numbers: the number of fee entries, their amount, and their sum.
    """

    ticket: str
    names: dict[str, str]
    numbers: tuple[str, ...]

    def seen_in(self, text: str, user: str) -> list[str]:
        """Return the texts and numbers in an answer that the user may not read."""
        words, numbers = [*OF_MANAGERS], self.numbers
        if user == INSIDER:
            numbers = ()
        else:
            words += [*OF_TICKET, *OF_INSIDER]
        if user not in (INSIDER, OUTSIDER):
            words += OF_TERMS
        low = text.lower()
        return [word for word in words if word.lower() in low] + [
            n for n in numbers if re.search(rf"(?<![\w.]){re.escape(n)}(?!\w|\.\d)", text)
        ]

    def state(self, user: str) -> list[Any]:
        """Return values that change if the user changes a record that they may not change."""
        of_ticket = [
            frappe.db.sql(f"select count(*), max(modified) from `tab{doctype}` where ticket = %s",
                          self.ticket)
            for doctype in RECORDS if user not in (INSIDER, OWNER)
        ]  # fmt: skip
        of_terms = [
            frappe.db.sql(f"select count(*), max(modified) from `tab{doctype}`")
            for doctype in TERMS
        ]
        if user != INSIDER:
            of_terms.append(frappe.get_all("SLA Absence", {"user": INSIDER}, pluck="modified"))
        kept = [frappe.db.exists(doctype, self.names[doctype]) for doctype in (*BESIDE, "Version")]
        invoiced = frappe.db.count(ENTRY, {"state": ("in", ("Confirmed", "Waived", "Invoiced"))})
        fields = frappe.get_meta("SLA Settings").get_valid_columns()
        stored = frappe.db.get_singles_dict("SLA Settings")
        settings = {name: stored[name] for name in fields if name in stored}
        return [of_ticket, of_terms, kept, invoiced, settings]


def make() -> Hidden:
    """Make the hidden records, and limit agents to the tickets of their teams; commit."""
    for team, agent in (("Inside", INSIDER), ("Outside", OUTSIDER)):
        content = {"doctype": "HD Team", "team_name": team, "users": [{"user": agent}]}
        frappe.get_doc(content).insert()
    frappe.db.set_single_value("HD Settings", RESTRICTIONS)
    calendar = _terms()
    ticket = _ticket()
    names = {TICKET: ticket, "SLA Contract": CONTRACT, "SLA Calendar": calendar}
    names |= _of_ticket(ticket) | _beside()
    customers = {"parent": CONTRACT}
    names["SLA Contract Customer"] = frappe.db.get_value("SLA Contract Customer", customers)
    names["Comment"] = frappe.db.get_value("Comment", {"content": "Zqcomment"})
    names["SLA Settings"] = "SLA Settings"
    days = {"first_day": OF_INSIDER[0], "last_day": OF_INSIDER[0]}
    names["SLA Absence"] = frappe.get_doc(doctype="SLA Absence", user=INSIDER, **days).insert().name
    duty = {"what": "Zqobligation", "note": "Zqobligation", "contract": CONTRACT}
    names["SLA Obligation"] = frappe.get_doc(doctype="SLA Obligation", **duty).insert().name
    names["SLA Service Report"] = _service_report()
    frappe.db.commit()
    return Hidden(ticket, names, _numbers(ticket))


def clear(hidden: Hidden) -> None:
    """Delete the records that would disturb other tests; commit."""
    frappe.db.set_single_value("HD Settings", dict.fromkeys(RESTRICTIONS, 0))
    for doctype in RECORDS:
        frappe.db.delete(doctype, {"ticket": hidden.ticket})
    for doctype in BESIDE:
        frappe.db.delete(doctype, {"name": hidden.names[doctype]})
    frappe.db.delete("File", {"attached_to_name": hidden.names["Prepared Report"]})
    frappe.db.delete(TICKET, {"name": hidden.ticket})
    named = (
        "SLA Obligation", "SLA Contract", "SLA Contract Customer", "SLA Absence",
        "SLA Escalation Receiver", "SLA Monitored Service", "SLA Service Report",
    )  # fmt: skip
    for doctype in named:
        frappe.db.delete(doctype, {"name": hidden.names[doctype]})
    for doctype, field in (("HD Team", "name"), ("HD Team Member", "parent")):
        frappe.db.delete(doctype, {field: ("in", ("Inside", "Outside"))})
    frappe.db.commit()
    frappe.clear_cache()


def _numbers(ticket: str) -> tuple[str, ...]:
    rows = frappe.get_all(ENTRY, fields=["ticket", "amount"])
    sums = [sum(row.amount for row in rows), sum(r.amount for r in rows if r.ticket == ticket)]
    numbers = [COPIES + 1, len(rows), AMOUNT]
    numbers += [f"{one:.2f}" for one in sums] + [round(one) for one in sums]
    return tuple(dict.fromkeys(map(str, numbers)))


def _terms() -> str:
    """Make a contract of Acme BV, and return the name of its calendar."""
    made = copies.copy_for("vcare-connect-office", ["Acme BV"])
    calendar = copies.own_calendar("vcare-office", [made])
    frappe.rename_doc("SLA Contract", made, CONTRACT, force=True)
    frappe.db.set_value("SLA Contract", CONTRACT, "title", "Zqterms")
    frappe.db.set_value("SLA Calendar", calendar, "title", "Zqhours")
    frappe.get_doc("SLA Contract", CONTRACT).add_comment("Comment", "Zqcomment")
    return calendar


def _service_report() -> str:
    """Make a report of Acme BV that only managers read, and return its name."""
    told = {"customer": "Acme BV", "contract": CONTRACT, "month": "2026-05", "comment": "Zqreview"}
    return str(frappe.get_doc(doctype="SLA Service Report", **told).insert().name)


def _ticket() -> str:
    """Make a ticket whose subject is the name of its contract."""
    ticket = frappe.get_doc(
        doctype=TICKET, subject=CONTRACT, description="It burns.", customer="Acme BV",
        raised_by=OWNER, agent_group="Inside", sla_nl_contract=CONTRACT, sla_nl_kind="change",
        sla_nl_priority="P1", sla_nl_is_disruption="No",
    ).insert()  # fmt: skip
    frappe.db.set_value(TICKET, ticket.name, "sla_nl_next_clock", "Zqclock")
    frappe.get_doc(
        doctype="ToDo", reference_type=TICKET, reference_name=ticket.name, allocated_to=INSIDER,
        description="Look at it.",
    ).insert()  # fmt: skip
    return str(ticket.name)


def _of_ticket(ticket: str) -> dict[str, str]:
    """Put the secret texts into the records of a ticket, and return a name for each doctype."""
    found = {name: frappe.db.get_value(name, {"ticket": ticket}) for name in RECORDS[:3]}
    entry = found[ENTRY]
    states.dispute(entry, "Zqreason")
    texts = {"fee_title": "Zqfee", "amount": AMOUNT, "has_amount": 1, "clause": "Zqclause"}
    frappe.db.set_value(ENTRY, entry, texts | {"charged_on": add_months(today(), -2)})
    frappe.db.set_value("SLA Clock", found["SLA Clock"], "set_aside", "Zqaside")
    frappe.db.set_value("SLA Ticket Event", found["SLA Ticket Event"], "source", "Zqsource")
    frappe.get_doc(ENTRY, entry).add_comment("Comment", "Zqremark")
    escalation = {"doctype": "SLA Escalation", "name": random_string(10), "ticket": ticket}
    frappe.get_doc(escalation | {"level": "Zqlevel", "cause": "hidden"}).db_insert()
    task = {"doctype": "SLA Follow-up Task", "name": random_string(10), "ticket": ticket}
    frappe.get_doc(task | {"what": "Zqtask", "cause": "hidden", "state": "open"}).db_insert()
    written = {"doctype": "SLA Incident Report", "name": ticket, "ticket": ticket}
    frappe.get_doc(written | {"cause_found": "Zqtask", "parties": "a@b.example"}).db_insert()
    row = {"doctype": "SLA Escalation Receiver", "name": random_string(10), "why": "Zqwhy"}
    of_parent = {"parent": escalation["name"], "parenttype": "SLA Escalation"}
    frappe.get_doc(row | of_parent | {"parentfield": "receivers"}).db_insert()
    down = {"doctype": "SLA Outage", "name": random_string(10), "ticket": ticket}
    down |= {"contract": CONTRACT, "description": "Zqdown", "starts_at": now_datetime()}
    frappe.get_doc(down | {"start_s": 1, "end_s": 2, "status": "Ended"}).db_insert()
    reported = {"doctype": "SLA Monitored Service", "name": random_string(10)}
    frappe.get_doc(
        reported | {"reported_name": "Zqportal", "last_message": "Zqportal", "status": "Linked"}
    ).db_insert()
    found |= {"SLA Outage": down["name"], "SLA Monitored Service": reported["name"]}
    _copy_entry(entry)
    version = frappe.db.get_value("Version", {"docname": entry})
    found |= {"SLA Follow-up Task": task["name"], "SLA Incident Report": ticket}
    found |= {"SLA Escalation": escalation["name"], "SLA Escalation Receiver": row["name"]}
    return found | {"Version": version}


def _copy_entry(entry: str) -> None:
    columns = frappe.db.get_table_columns(ENTRY)
    row = frappe.db.get_value(ENTRY, entry, columns, as_dict=True)
    rows = [
        [{**row, "name": f"{entry}-{n}", "cause": f"{row.cause}-{n}"}[name] for name in columns]
        for n in range(COPIES)
    ]
    frappe.db.bulk_insert(ENTRY, columns, rows)


def _beside() -> dict[str, str]:
    """Make Frappe's records about documents, and return a name for each doctype."""
    run = frappe.get_doc(doctype="SLA Run", kind="Dry run", state="Done").insert()
    part = {"doctype": "SLA Run Part", "name": "hidden-part", "run": run.name}
    frappe.get_doc(part | {"found": '["Zqfound"]'}).db_insert()
    prepared = {"doctype": "Prepared Report", "name": "hidden-report", "report_name": REPORT}
    frappe.get_doc(prepared | {"filters": "{}", "status": "Completed"}).db_insert()
    _file("hidden.json", "Prepared Report", "hidden-report", "Zqledger")
    made = {
        "File": _file("hidden.csv", "SLA Run", run.name, "Zqfile"),
        "Deleted Document": frappe.get_doc(
            doctype="Deleted Document", deleted_doctype="SLA Contract", deleted_name="gone",
            data='{"title": "Zqdeleted"}',
        ).insert(),
        "Error Log": frappe.get_doc(
            doctype="Error Log", method="SLA Contract", error="Zqlog"
        ).insert(),
    }  # fmt: skip
    names = {doctype: document.name for doctype, document in made.items()}
    notice = {"doctype": "SLA Maintenance Notice", "name": "hidden-notice", "cause": "hidden"}
    frappe.get_doc(notice | {"email": "Zqnotice@acme.example", "kind": "Announced"}).db_insert()
    feed = {"doctype": "SLA Customer Feed", "name": "hidden-feed", "customer": "Other BV"}
    frappe.get_doc(feed | {"token": "Zqtoken", "digest": "hidden"}).db_insert()
    names |= {"SLA Maintenance Notice": "hidden-notice", "SLA Customer Feed": "hidden-feed"}
    names |= _of_managers() | {"SLA Run": run.name, "SLA Run Part": "hidden-part"}
    return {"Prepared Report": "hidden-report", **names}


def _of_managers() -> dict[str, str]:
    """Make records of a customer that only managers see, and return a name for each doctype."""
    secrets = {
        "SLA Credit Case": {"contract": CONTRACT, "requested_by": "Zqcase"},
        "SLA Registered Contact": {"contact": "Zqcontact"},
    }
    for doctype, values in secrets.items():
        row = {"doctype": doctype, "name": "hidden-record", "customer": "Acme BV"}
        frappe.get_doc(row | values).db_insert()
    return dict.fromkeys(secrets, "hidden-record")


def _file(name: str, doctype: str, document: str, content: str) -> Any:
    return frappe.get_doc(
        doctype="File", file_name=name, attached_to_doctype=doctype, attached_to_name=document,
        is_private=1, content=content,
    ).insert()  # fmt: skip
