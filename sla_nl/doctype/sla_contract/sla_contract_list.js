// In the list: what is the site's own and holds now, what comes with the app, what is hidden.

frappe.listview_settings["SLA Contract"] = {
	add_fields: ["is_standard", "is_hidden", "valid_from", "valid_to"],
	filters: [["is_hidden", "=", 0]],
	hide_name_column: true,
	primary_action: () => frappe.set_route("new-sla-contract"),
	get_indicator({ is_standard, is_hidden, valid_from, valid_to }) {
		const today = frappe.datetime.get_today();
		if (is_hidden) return [__("Hidden"), "gray", "is_hidden,=,1"];
		if (is_standard) return [__("Standard"), "blue", "is_standard,=,1"];
		if (valid_to && valid_to < today) return [__("Ended"), "gray", `valid_to,<,${today}`];
		if (valid_from && valid_from > today) return [__("Later"), "orange", `valid_from,>,${today}`];
		return [__("Own"), "green", "is_standard,=,0"];
	},
};
