// In the list: which level a ticket has reached, and who has it now.

frappe.listview_settings["SLA Escalation"] = {
	hide_name_column: true,
};
