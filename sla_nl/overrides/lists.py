"""Helpdesk's lists: what they may name, and words for the app's fields of a ticket.

Helpdesk names groups by a field of any document that is called like the group. A customer who gives
a ticket the name of a contract as its subject would read that contract.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sla_nl.helpdesk.desk import late_list
from sla_nl.records.permissions import ticket_doctype

from .reading import check_fields, check_whole, hidden_fields, is_guarded


def get_list_data(original: Callable[..., Any], **asked: Any) -> Any:
    """Guard `helpdesk.api.doc.get_list_data`, and put words for the app's fields into its answer.

    Raises: frappe.PermissionError: the groups are named by a document or field that the user may
        not read.
    """
    view = asked.get("view")
    named = view if isinstance(view, dict) else {}
    doctype, field = named.get("label_doc"), named.get("label_field")
    if doctype and (check_fields(field) or is_guarded(doctype)):
        check_whole(doctype)
    answer = original(**asked)
    if asked.get("doctype") != ticket_doctype() or hidden_fields():
        return answer
    return late_list.in_words(answer, named.get("name"))
