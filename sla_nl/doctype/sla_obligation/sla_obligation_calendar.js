// In the calendar: each obligation on its due date, in the colour of its state.

const OBLIGATION_KINDS = { missed: "danger", done: "success", dropped: "warning" };

frappe.views.calendar["SLA Obligation"] = {
	field_map: { id: "name", start: "due", end: "due", title: "what", allDay: 0 },
	fields: ["name", "due", "what", "state"],
	get_css_class: ({ state }) => OBLIGATION_KINDS[state] || "default",
	options: { eventDrop: put_back, eventResize: put_back },
};

// Dragging would set the end of the block as its date; the form asks for the date itself.
function put_back(info, _delta, revert) {
	(info.revert || revert)();
	frappe.show_alert(__("Open it to change its date."));
}
