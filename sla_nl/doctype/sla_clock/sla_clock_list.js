// In the list: which clock, how it stands, when it is due; those that run first, the nearest on top.

const COLOURS = {
	"not started": "gray",
	running: "blue",
	paused: "orange",
	met: "green",
	breached: "red",
	"not applicable": "gray",
};

frappe.listview_settings["SLA Clock"] = {
	add_fields: ["clock", "share", "state"],
	filters: [["state", "=", "running"]],
	hide_name_column: true,
	get_indicator: ({ state }) => [__(state), COLOURS[state] || "gray", `state,=,${state}`],
	formatters: {
		due_key(_key, _field, { clock, share }) {
			return share === "100" ? __(clock) : `${__(clock)} ${share}%`;
		},
	},
};
