// In the list: how far each case is, and its discount.

frappe.listview_settings["SLA Credit Case"] = {
	add_fields: ["state", "percentage"],
	hide_name_column: true,
	get_indicator({ state }) {
		const colours = { "Asked for": "orange", Running: "blue", "Progress made": "green" };
		return [__(state), colours[state], `state,=,${state}`];
	},
	formatters: {
		percentage: (value) => (value ? `${format_number(value, null, value % 1 ? 2 : 0)}%` : ""),
	},
};
