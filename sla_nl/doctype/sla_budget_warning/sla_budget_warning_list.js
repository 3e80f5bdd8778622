// In the list: whether everybody could be told.

frappe.listview_settings["SLA Budget Warning"] = {
	hide_name_column: true,
	add_fields: ["fault"],
	get_indicator: ({ fault }) => (fault ? [__("Failed", null, "SLA Budget Warning"), "red"] : [__("Sent"), "blue"]),
};
