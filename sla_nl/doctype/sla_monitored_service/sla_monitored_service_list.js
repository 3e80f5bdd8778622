// In the list: what a manager still has to link to a contract.

const COLOURS = { "Not linked": "orange", Linked: "green", Ignored: "gray" };

frappe.listview_settings["SLA Monitored Service"] = {
	hide_name_column: true,
	get_indicator: ({ status }) => [__(status), COLOURS[status] || "gray", `status,=,${status}`],
};
