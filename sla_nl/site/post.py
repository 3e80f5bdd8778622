"""Queue a mail about a document of the app, and find the mails that the mail server refused.

A mail refers to its document, never to a ticket: so an answer becomes no message of a customer. It
is part of the transaction: it is not sent if that is rolled back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from frappe.utils import now_datetime, strip_html

_STUCK_MINUTES = 30


def send(
    doctype: str, name: str, to: str, subject: str, html: str, attachments: Sequence[Any] = ()
) -> str:
    """Queue a mail to one address. Returns: the name of the Email Queue.

    Raises: frappe.OutgoingEmailError: there is no outgoing account, or the address is none.
    """
    queued = frappe.sendmail(
        recipients=[to],
        subject=subject,
        message=html,
        reference_doctype=doctype,
        reference_name=name,
        reply_to=sender(doctype),
        add_unsubscribe_link=0,
        attachments=list(attachments) or None,
    )
    if not queued:
        raise frappe.OutgoingEmailError(frappe._("Invalid email address"))
    return str(queued.name)


def sender(doctype: str) -> str | None:
    """Return the address of the account which sends mails about a doctype, also for replies.

    An answer to it refers to the document, whatever the account is for, and so becomes no message
    of a ticket. Returns: None if the site has no outgoing account.
    """
    from frappe.email.doctype.email_account.email_account import EmailAccount

    account = EmailAccount.find_outgoing(match_by_doctype=doctype)
    return account.email_id if account else None


def refused(table: str, of: str) -> list[Any]:
    """Return the rows of a doctype whose mail was refused, or left half sent by a dead worker.

    Args:
        table: a doctype with the fields `mail`, which is `queued`, and `queue`.
        of: its field that names the document which the mail is about.
    Returns: rows with `name`, `about` and `fault`.
    """
    rows = frappe.db.sql(
        f"""select r.name, r.`{of}` as about, q.error, q.status from `tab{table}` r
        join `tabEmail Queue` q on q.name = r.`queue`
        where r.mail = 'queued' and (q.status = 'Error'
            or q.status in ('Sending', 'Partially Sent')
            and q.modified < date_sub(%s, interval {_STUCK_MINUTES} minute))""",
        now_datetime(),
        as_dict=True,
    )
    return [row | {"fault": last_line(row.error) or row.status} for row in rows]


def fault_of(error: Exception) -> str:
    """Return why a mail could not be queued: the last line of the error, at most 500 characters."""
    return (last_line(str(error)) or type(error).__name__)[:500]


def last_line(text: str | None) -> str:
    """Return the last line of an error, without tags: the part that a person understands."""
    lines = strip_html(text or "").strip().splitlines()
    return lines[-1].strip() if lines else ""
