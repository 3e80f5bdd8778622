"""A contract of its own with somebody for each function, and a look at who was told."""

from __future__ import annotations

import email
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from typing import Any

import frappe
from frappe.email.receive import InboundMail

from sla_nl.api.contracts import use_contract
from sla_nl.contracts import cache_token
from sla_nl.helpdesk.bulk import sweep

OFFICE = "vcare-connect-office"
SUPPORT, MANAGER_OF_SERVICE = "Service & Support", "Customer Service Manager"
OPERATIONS, DIRECTOR = "Teammanager Operations", "Operationeel Directeur"


MONDAY = "2026-06-08 10:00:00"
AGENT, SECOND, DUTCH = "agent@example.com", "agent2@example.com", "agent.nl@example.com"
ACCOUNT = "Escalations"


def quiet() -> None:
    """Leave nothing that is due, no mail that waits, and no mail in the queue."""
    frappe.db.sql("update `tabSLA Clock` set look_again_at = null, set_aside = null")
    frappe.db.sql("update `tabSLA Next Escalation` set at = null")
    frappe.db.sql("update `tabSLA Obligation` set remind_at = null")
    frappe.db.sql("update `tabSLA Escalation Receiver` set mail = '' where mail = 'waiting'")
    for table in ("Email Queue", "Email Queue Recipient", "HD Notification", "Notification Log"):
        frappe.db.sql(f"delete from `tab{table}`")
    frappe.db.commit()


@contextmanager
def outgoing(port: int = 1) -> Iterator[None]:
    """Have an outgoing mail account on the loopback."""
    account = {
        "doctype": "Email Account", "email_account_name": ACCOUNT, "email_id": "sla@acme.example",
        "smtp_server": "127.0.0.1", "smtp_port": str(port), "enable_outgoing": 1,
        "default_outgoing": 1, "no_smtp_authentication": 1,
    }  # fmt: skip
    frappe.db.delete("Email Account", {"name": ACCOUNT})
    doc = frappe.get_doc(account)
    doc.name = ACCOUNT
    doc.db_insert()
    _commit_account()
    try:
        yield
    finally:
        frappe.db.rollback()
        frappe.db.delete("Email Account", {"name": ACCOUNT})
        _commit_account()


def _commit_account() -> None:
    """Commit, and forget the account that this process has found before, as a new job does."""
    frappe.db.commit()
    frappe.clear_cache(doctype="Email Account")
    frappe.local.outgoing_email_account = {}


def header(queued: Any, name: str) -> str | None:
    """Return a header of a mail in the queue; None if it has none of that name."""
    return email.message_from_string(queued.message, policy=policy.default)[name]


def answer(queued: Any, sender: str, text: str) -> Any:
    """Have Frappe receive an answer to a mail, at the address of the tickets.

    Returns: the Communication that follows from it.
    """
    frappe.db.set_value("Email Account", ACCOUNT, {"append_to": "HD Ticket"})
    mail = (
        f"From: {sender}\r\nTo: sla@acme.example\r\nSubject: Re: {header(queued, 'Subject')}\r\n"
        f"Message-ID: <answer-{queued.name}@acme.example>\r\n"
        f"In-Reply-To: <{queued.message_id}>\r\nContent-Type: text/plain\r\n\r\n{text}\r\n"
    )
    account = frappe.get_doc("Email Account", ACCOUNT)
    return InboundMail(mail.encode(), account, 1, 0).process()


def own_contract(customer: str, standard: str = OFFICE) -> tuple[str, str]:
    """Copy a contract and its matrix for a customer. Returns: the contract and the matrix."""
    contract = use_contract(standard, [customer])
    return contract, frappe.db.get_value("SLA Contract", contract, "escalation_matrix")


def hold(matrix: str, holders: dict[str, str | tuple[str, ...]]) -> None:
    """Say who holds each function: a user, `team:NAME`, or `mail:ADDRESS`; several in a tuple."""
    doc = frappe.get_doc("SLA Escalation Matrix", matrix)
    doc.set("holders", [])
    for function, named in holders.items():
        for one in (named,) if isinstance(named, str) else named:
            kind, _, value = one.rpartition(":")
            field = {"team": "team", "mail": "email"}.get(kind, "user")
            doc.append("holders", {"function": function, field: value})
    doc.save()
    frappe.db.commit()


def sweep_now() -> int:
    """Sweep as a job does, and commit."""
    cache_token.look_again()
    frappe.db.commit()
    marked = sweep.run()
    frappe.db.commit()
    return marked


def log_of(ticket: str, *fields: str) -> list[Any]:
    """Return the escalations of a ticket, the earliest first: the fields, as tuples if several."""
    rows = frappe.get_all(
        "SLA Escalation", {"ticket": ticket}, list(fields), order_by="planned_at, level",
        as_list=True,
    )  # fmt: skip
    return [row[0] if len(fields) == 1 else tuple(row) for row in rows]


def told(ticket: str) -> list[str]:
    """Return who was told about a ticket, in order."""
    return frappe.db.sql(
        """select r.email from `tabSLA Escalation Receiver` r
        join `tabSLA Escalation` e on e.name = r.parent where e.ticket = %s
        order by e.planned_at, r.idx""",
        ticket,
        pluck=True,
    )


def mails(*emails: str) -> list[Any]:
    """Return the queued mails to some addresses, the first one first."""
    names = frappe.get_all(
        "Email Queue Recipient", {"recipient": ("in", emails)}, pluck="parent", order_by="creation"
    )
    return [frappe.get_doc("Email Queue", name) for name in dict.fromkeys(names)]
