// In the list: what has to be done by a date under the contracts; a button does it.

const OBLIGATION_COLOURS = { open: "blue", missed: "red", done: "green", dropped: "gray" };

frappe.listview_settings["SLA Obligation"] = {
	add_fields: ["state"],
	filters: [["state", "in", ["open", "missed"]]],
	hide_name_column: true,
	get_indicator: ({ state }) => [__(state), OBLIGATION_COLOURS[state] || "gray", `state,=,${state}`],
	button: {
		show: ({ state }) => ["open", "missed"].includes(state),
		get_label: () => __("Done"),
		get_description: ({ what }) => __("Done: {0}", [what]),
		async action({ name }) {
			await frappe.call({ method: "sla_nl.api.obligations.done", args: { obligation: name }, freeze: true });
			cur_list.last_args = null; // Frappe leaves out a refresh within three seconds of the last one
			cur_list.refresh();
		},
	},
	onload(listview) {
		listview.page.add_inner_button(__("Mine"), () =>
			listview.filter_area.add([["SLA Obligation", "responsible", "=", frappe.session.user]])
		);
	},
};
