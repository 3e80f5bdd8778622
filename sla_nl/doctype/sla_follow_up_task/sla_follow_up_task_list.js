// In the list: what agents still have to do by a date, over all tickets; a button does it.

const COLOURS = { open: "blue", missed: "red", done: "green", dropped: "gray" };

frappe.listview_settings["SLA Follow-up Task"] = {
	add_fields: ["state", "whom", "is_closing"],
	filters: [["state", "in", ["open", "missed"]]],
	hide_name_column: true,
	get_indicator: ({ state }) => [__(state), COLOURS[state] || "gray", `state,=,${state}`],
	formatters: {
		what: (what, _field, { is_closing }) =>
			frappe.utils.escape_html(is_closing ? __("Close the ticket: nobody answers") : what),
	},
	button: {
		show: ({ state, is_closing }) => ["open", "missed"].includes(state) && !is_closing,
		get_label: () => __("Done"),
		get_description: ({ ticket }) => __("Done on ticket {0}", [ticket]),
		async action({ ticket, whom, what }) {
			const event = whom ? "contacted" : "followed_up";
			const done = whom ? { event, whom } : { event, what };
			await frappe.call({ method: "sla_nl.api.tickets.record", args: { ticket, ...done }, freeze: true });
			cur_list.last_args = null; // Frappe leaves out a refresh within three seconds of the last one
			cur_list.refresh();
		},
	},
	onload(listview) {
		listview.page.add_inner_button(__("Assigned to me"), () =>
			listview.filter_area.add([["SLA Follow-up Task", "assigned_to", "=", frappe.session.user]])
		);
	},
};
