// In the list: what goes on in red, what does not count in grey.

const COLOURS = { Ongoing: "red", Ended: "orange", Excluded: "gray" };

frappe.listview_settings["SLA Outage"] = {
	hide_name_column: true,
	get_indicator: ({ status }) => [__(status), COLOURS[status] || "gray", `status,=,${status}`],
};
