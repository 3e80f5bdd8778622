// The windows of a month or a week; the colour and the title say whether the customers know.

frappe.views.calendar["SLA Maintenance Window"] = {
	field_map: { start: "planned_start", end: "planned_end", id: "name", title: "title", color: "color" },
	get_events_method: "sla_nl.api.maintenance.events",
};
