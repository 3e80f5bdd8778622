// In the list: how far each run is, and what came of it.

frappe.listview_settings["SLA Run"] = {
	add_fields: ["state", "outcome"],
	hide_name_column: true,
	formatters: {
		kind: (kind, df, { outcome }) => (outcome ? `${__(kind)}: ${outcome}` : __(kind)),
	},
	get_indicator({ state }) {
		const colours = { Queued: "gray", Running: "blue", Done: "green" };
		return [__(state), colours[state], `state,=,${state}`];
	},
};
