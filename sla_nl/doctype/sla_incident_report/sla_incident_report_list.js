// In the list: whether a report was sent.

frappe.listview_settings["SLA Incident Report"] = {
	add_fields: ["sent_at"],
	get_indicator: ({ sent_at }) =>
		sent_at ? [__("Sent"), "green", "sent_at,is,set"] : [__("Not sent"), "orange", "sent_at,is,not set"],
};
