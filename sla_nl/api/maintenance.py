"""Maintenance windows, for their form in the desk."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from sla_nl.availability.outages import OUTAGE
from sla_nl.availability.windows import proposed
from sla_nl.contracts.documents import CONTRACT
from sla_nl.helpdesk.customers.contacts import receivers_of
from sla_nl.helpdesk.customers.under import customers_under
from sla_nl.maintenance import calendar, copying, letter, notices, preview, stages, telling, windows
from sla_nl.maintenance.notices import Person
from sla_nl.maintenance.reading import WINDOW, contracts_of
from sla_nl.site import requested
from sla_nl.site.access import permitted
from sla_nl.site.messages import refuse
from sla_nl.site.time import instant_of, now_s

from .arguments import document_of, filters_of


@frappe.whitelist(methods=["POST"])
def of_window(document: str) -> dict[str, Any]:
    """Judge the window in a form as it stands, saved or not.

    Returns: see `preview.of_window`; `told`, who is told and who was, as HTML; `steps_to_take` with
        the stored window, which are empty for who may not write it; `sequence`; `has_failed_mails`;
        `outages`, the fields of those that it proposes, empty for who may not make one.
    Raises: frappe.PermissionError: the user may not read windows, or one of its contracts.
    """
    window = document_of(document, WINDOW)
    windows.tidy(window)
    for contract in filter(None, contracts_of(window)):
        permitted(CONTRACT, contract)
    is_complete = preview.is_complete(window)
    people = _people(window) if is_complete else []
    told = preview.told_html(people, is_complete) if stages.is_ahead(window) else ""
    shown = preview.of_window(window, now_s()) | {"told": told}
    return shown if window.get("__islocal") else shown | _stored(str(window.name), told)


def _stored(name: str, told: str) -> dict[str, Any]:
    """Return what is known of a stored window: who was told, and what can be done with it."""
    window = frappe.get_doc(WINDOW, name)
    can_write = window.has_permission("write")
    return {
        "told": told + preview.log_html(notices.log_of(name)),
        "steps_to_take": telling.steps_of(window) if can_write else [],
        "is_changed": telling.is_changed(window),
        "sequence": window.sequence or 0,
        "outages": proposed(window) if frappe.has_permission(OUTAGE, "create") else [],
        "has_failed_mails": bool(can_write and notices.counts(name).get(notices.NOT_MAILED)),
    }


@frappe.whitelist(methods=["GET"])
def choices(contract: str) -> dict[str, list[str]]:
    """Return the maintenance `types` and the `services` of a contract.

    Raises: frappe.PermissionError: the user may not read the contract.
    """
    permitted(CONTRACT, contract)
    return {"types": windows.maintenance_types(contract), "services": windows.services(contract)}


@frappe.whitelist(methods=["POST"])
def copy_to_next_month(window: str) -> str:
    """Copy a window to the same weekday of the next month, as a draft. Returns: its name.

    Raises: frappe.PermissionError: the user may not make windows, or not read this one.
    """
    frappe.has_permission(WINDOW, "create", throw=True)
    return copying.to_next_month(permitted(WINDOW, window))


@frappe.whitelist(methods=["GET", "POST"])
def events(
    start: str,
    end: str,
    filters: str | list[Any] | None = None,
) -> list[dict[str, Any]]:
    """Return the windows of a span for the calendar, with a colour for their state.

    Args:
        start, end: moments of the site.
        filters: as for a list, as JSON.
    Raises: frappe.PermissionError: the user may not read windows.
    """
    frappe.has_permission(WINDOW, "read", throw=True)
    first = requested.moment(start, _("Planned start"))
    last = requested.moment(end, _("Planned end"))
    return calendar.events_between(first, last, filters_of(filters))


@frappe.whitelist(methods=["POST"])
def message(window: str, step: str, reason: str = "") -> dict[str, Any]:
    """Return the mail that a step sends, before it is sent.

    Args:
        step: `announce`, `change`, `cancel` or `finish`.
        reason: why it is cancelled.
    Returns: `people`, to whom as HTML; `mails`: the language, `subject` and `html` of each mail.
    Raises: frappe.PermissionError: the user may not write the window.
        frappe.ValidationError: there is no such message.
    """
    doc = permitted(WINDOW, window, "write")
    if step not in telling.KINDS:
        refuse(_("{0} is none of {1}."), step, ", ".join(telling.KINDS))
    people = telling.people_for(doc, step, _people(doc))
    doc.cancel_reason = reason.strip()
    if step == telling.FINISH:
        doc.real_end = now_datetime()
    return {
        "people": preview.told_html(people, is_complete=True),
        "mails": letter.mails_for(doc, telling.KINDS[step], {one.language for one in people}),
    }


@frappe.whitelist(methods=["POST"])
def announce(window: str, sequence: int) -> int:
    """Announce a window to the contacts of its customers. Returns: how many are told.

    Args:
        sequence: how many messages had been sent when the user looked.
    Raises: frappe.PermissionError: the user may not write the window.
        frappe.ValidationError: see `telling.locked` and `telling.announce`.
    """
    doc = _for_step(window, telling.ANNOUNCE, sequence)
    return telling.announce(doc, _people(doc))


@frappe.whitelist(methods=["POST"])
def tell_change(window: str, sequence: int) -> int:
    """Tell that an announced window has changed. Returns: how many are told. See `announce`."""
    doc = _for_step(window, telling.CHANGE, sequence)
    return telling.change(doc, _people(doc))


@frappe.whitelist(methods=["POST"])
def cancel(window: str, sequence: int, reason: str = "") -> int:
    """Cancel a window, and tell those who were told of it. Returns: how many. See `announce`."""
    return telling.cancel(_for_step(window, telling.CANCEL, sequence), reason)


@frappe.whitelist(methods=["POST"])
def start(window: str, sequence: int) -> None:
    """Start a window now; somebody has to end it. See `announce`."""
    telling.start(_for_step(window, telling.START, sequence))


@frappe.whitelist(methods=["POST"])
def finish(window: str, sequence: int) -> int:
    """End a window now, and tell those who were told of it. Returns: how many. See `announce`."""
    return telling.finish(_for_step(window, telling.FINISH, sequence))


@frappe.whitelist(methods=["POST"])
def send_again(window: str) -> int:
    """Have the failed mails of a window sent again. Returns: how many.

    Raises: frappe.PermissionError: the user may not write the window.
    """
    return notices.again(str(permitted(WINDOW, window, "write").name))


def _for_step(window: str, step: str, sequence: int) -> Document:
    return telling.locked(str(permitted(WINDOW, window, "write").name), step, sequence)


def _people(window: Document) -> list[Person]:
    """Return the contacts of the customers under the contracts of a window when it starts."""
    at = instant_of(window.planned_start)
    if at is None:
        return []
    found = receivers_of(customers_under(contracts_of(window), at))
    return [Person(one.email, one.customer, one.contact, one.language) for one in found]
