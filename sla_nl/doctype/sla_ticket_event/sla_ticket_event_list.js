// In the list: what happened to a ticket, with the fields that it changed in words.

const COLOURS = { created: "blue", changed: "gray" };

frappe.listview_settings["SLA Ticket Event"] = {
	add_fields: ["event"],
	hide_name_column: true,
	get_indicator: ({ event }) => [__(event), COLOURS[event] || "green", `event,=,${event}`],
	formatters: {
		facts(facts) {
			const told = Object.entries(JSON.parse(facts || "{}")).map(([name, value]) => {
				const field = frappe.meta.get_docfield("HD Ticket", name);
				return `${field ? __(field.label) : name}: ${value === null ? "–" : value}`;
			});
			return `<span class="ellipsis">${frappe.utils.escape_html(told.join(", "))}</span>`;
		},
	},
};
