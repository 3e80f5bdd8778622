// In the list: what is planned, and whether the customers know.

const COLOURS = {
	Draft: "gray",
	Planned: "yellow",
	Announced: "blue",
	"In progress": "orange",
	Done: "green",
	Cancelled: "red",
};

frappe.listview_settings["SLA Maintenance Window"] = {
	hide_name_column: true,
	get_indicator: ({ status }) => [__(status, null, "SLA Maintenance Window"), COLOURS[status] || "gray", `status,=,${status}`],
};
