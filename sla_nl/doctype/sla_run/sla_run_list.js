// In the list: how far each run is, and what came of it.

frappe.listview_settings["SLA Run"] = {
	add_fields: ["state"],
	hide_name_column: true,
	get_indicator({ state }) {
		const colours = { Queued: "gray", Running: "blue", Done: "green" };
		return [__(state), colours[state], `state,=,${state}`];
	},
};
