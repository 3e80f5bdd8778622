// In the list: how far each run is, and what came of it.

frappe.listview_settings["SLA Run"] = {
	add_fields: ["state", "outcome", "tried"],
	hide_name_column: true,
	formatters: {
		kind: (kind, df, { outcome, tried }) =>
			[__(kind), tried, outcome].filter(Boolean).map(frappe.utils.escape_html).join(": "),
	},
	get_indicator({ state }) {
		const colours = { Queued: "gray", Running: "blue", Done: "green", Stopped: "orange" };
		return [__(state), colours[state], `state,=,${state}`];
	},
};
