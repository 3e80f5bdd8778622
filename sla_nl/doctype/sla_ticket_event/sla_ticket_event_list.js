// In the list: what happened to a ticket, with the fields that it changed in words.

frappe.listview_settings["SLA Ticket Event"] = {
	hide_name_column: true,
	formatters: {
		event: (event) => frappe.utils.to_title_case(__(event)),
		facts(facts) {
			const told = Object.entries(JSON.parse(facts || "{}")).map(([name, value]) => {
				const field = frappe.meta.get_docfield("HD Ticket", name);
				return `${field ? __(field.label) : name}: ${value === null ? "–" : value}`;
			});
			return `<span class="ellipsis">${frappe.utils.escape_html(told.join(", "))}</span>`;
		},
	},
};
