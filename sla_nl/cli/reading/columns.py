"""The columns of an HD Ticket export: what Frappe writes above them, in English and in Dutch.

A report names a column by its label in the user's language, and `creation`, `modified` and the like
by their fieldname; a Data Export names its own. Dutch labels are those of Frappe 15 and 16 and of
Helpdesk 1.25, mistakes included: `Opgelost door (e-mail)` is who raised the ticket.
"""

from __future__ import annotations

from collections.abc import Iterable

CUSTOM_FIELDS: dict[str, tuple[str, ...]] = {
    "sla_nl_contract": ("SLA Contract", "SLA-contract"),
    "sla_nl_kind": ("SLA Kind", "SLA-soort"),
    "sla_nl_priority": ("SLA Priority", "SLA-prioriteit"),
    "sla_nl_channel": ("SLA Channel", "SLA-kanaal"),
    "sla_nl_reported_at": ("SLA Reported At", "SLA gemeld op"),
    "sla_nl_known_since": ("SLA Known Since", "SLA bekend sinds"),
    "sla_nl_cannot_wait": ("SLA Cannot Wait", "SLA kan niet wachten"),
    "sla_nl_is_disruption": ("SLA Disruption", "SLA-verstoring"),
    "sla_nl_outside_sla": ("Outside SLA", "Buiten SLA"),
    "sla_nl_planned_for": ("SLA Planned For", "SLA gepland voor"),
    "sla_nl_pause_reason": ("SLA Pause Reason", "SLA-pauzereden"),
}
"""The fields that this app adds to a ticket: the English label first, then the Dutch one."""

READ_FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("ID",),
    "creation": ("Created On", "Gemaakt op", "Aangemaakt op"),
    "modified": (
        "Last Updated On", "Laatst bijgewerkt op", "Laatst aangepast op", "Laatst gewijzigd op",
    ),
    "status": ("Status",),
    "status_category": ("Status Category", "Statuscategorie"),
    "priority": ("Priority", "Prioriteit"),
    "ticket_type": ("Ticket Type", "Tickettype"),
    "opening_date": ("Opening Date", "Openingsdatum"),
    "opening_time": ("Opening Time", "Openingstijd"),
    "first_responded_on": ("First Responded On", "Eerste reactie op"),
    "resolution_date": ("Resolution Date", "Resolutiedatum"),
    "on_hold_since": ("On Hold Since", "In de wacht sinds"),
    "total_hold_time": ("Total Hold Time", "Totale wachttijd"),
    "via_customer_portal": ("Via Customer Portal", "Via Klantportaal"),
    "customer": ("Customer", "Klant"),
    "agent_group": ("Team",),
    **CUSTOM_FIELDS,
}  # fmt: skip
"""The columns that make a ticket, and those by which tickets are grouped."""

OTHER_FIELDS: dict[str, tuple[str, ...]] = {
    "agreement_status": ("SLA Status", "SLA-status"),
    "attachment": ("Attachment", "Bijlage", "Gehechtheid"),
    "avg_response_time": ("Average Response Time", "Gemiddelde reactietijd"),
    "contact": ("Contact",),
    "content_type": ("Content Type", "Inhoudstype"),
    "description": ("Description", "Beschrijving"),
    "docstatus": ("Document Status",),
    "email_account": ("Email Account", "E-mail account", "E-mailaccount"),
    "feedback": ("Feedback (Option)",),
    "feedback_extra": ("Feedback (Extra)",),
    "feedback_rating": ("Rating", "Beoordeling"),
    "first_response_failed_by": ("First Response Failed By",),
    "first_response_time": ("First Response Time", "Eerste reactietijd"),
    "idx": ("Index",),
    "is_merged": ("Ticket Merged",),
    "key": ("Key", "Sleutel"),
    "last_agent_response": ("Last Agent Response",),
    "last_customer_response": ("Last Customer Response",),
    "merged_with": ("Merged With",),
    "modified_by": ("Last Updated By", "Laatst bijgewerkt door", "Aangepast door"),
    "owner": ("Created By", "Gemaakt door", "Aangemaakt door"),
    "raised_by": ("Raised By (Email)", "Opgelost door (e-mail)"),
    "raised_outside_working_hours": ("Ticket raised outside working hours",),
    "resolution_by": ("Resolution By", "Resolutie door"),
    "resolution_details": ("Resolution Details", "Resolutiedetails"),
    "resolution_failed_by": ("Resolution Failed By",),
    "resolution_time": ("Resolution Time", "Oplossingstijd"),
    "response_by": ("Response By", "Reactie van"),
    "service_level_agreement_creation": ("SLA Creation", "SLA Creatie"),
    "sla": ("SLA",),
    "sla_nl_events": ("SLA Events", "SLA-gebeurtenissen"),
    "sla_nl_judged_by": ("SLA Judged By", "SLA beoordeeld volgens"),
    "sla_nl_next_clock": ("SLA Next Clock", "SLA volgende klok"),
    "sla_nl_next_due": ("SLA Next Due", "SLA volgende datum"),
    "sla_nl_urgency": ("SLA Urgency", "SLA-urgentie"),
    "subject": ("Subject", "Onderwerp"),
    "summary": ("Summary", "Overzicht"),
    "template": ("Template", "Sjabloon"),
    "ticket_split_from": ("Ticket Split From",),
    "user_resolution_time": ("User Resolution Time", "Oplossingstijd voor de gebruiker"),
    "_assign": ("Assigned To", "Toegewezen Aan"),
    "_comment_count": (),
    "_comments": ("Comments", "Reacties"),
    "_liked_by": ("Liked By", "Vond Door"),
    "_seen": (),
    "_user_tags": ("Tags", "Labels"),
}
"""The other columns of HD Ticket, which tell nothing that a contract asks for."""

ROW_NUMBER = "Sr"
"""The column that a report begins with."""

_FIELDS = {
    name.casefold(): field
    for table in (READ_FIELDS, OTHER_FIELDS, {ROW_NUMBER: ()})
    for field, labels in table.items()
    for name in (field, *labels)
}


def field_of(heading: str) -> str:
    """Return the field of a heading, found by label or fieldname; empty if there is none."""
    return _FIELDS.get(heading.strip().casefold(), "")


def fields_in(cells: Iterable[str]) -> set[str]:
    """Return the fields of the cells that are headings."""
    return {field for cell in cells if (field := field_of(cell))}
