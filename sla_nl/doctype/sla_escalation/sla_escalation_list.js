// In the list: who was told of which ticket, and whether anybody acknowledged it.

const COLOURS_OF_STATES = {
	sent: "orange",
	acknowledged: "green",
	"nobody there": "red",
	failed: "red",
	overtaken: "gray",
	"not needed": "gray",
	"taken back": "gray",
};

frappe.listview_settings["SLA Escalation"] = {
	add_fields: ["state"],
	filters: [["is_waiting", "=", 1]],
	hide_name_column: true,
	get_indicator: ({ state }) => [__(state), COLOURS_OF_STATES[state] || "gray", `state,=,${state}`],
};
