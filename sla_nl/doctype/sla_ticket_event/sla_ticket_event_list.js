// In the list: what happened to a ticket, with the fields that it changed in words.

frappe.listview_settings["SLA Ticket Event"] = {
	hide_name_column: true,
	onload: (listview) => load_fact_names().then(() => listview.data?.length && listview.render()),
	formatters: {
		event: (event) => frappe.utils.to_title_case(__(event)),
		facts(_shown, _field, { facts, event }) {
			return `<span class="ellipsis">${frappe.utils.escape_html(facts_in_words(facts, event))}</span>`;
		},
	},
};
