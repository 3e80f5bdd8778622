// In the list: what is the site's own, what comes with the app, what is hidden.

frappe.listview_settings["SLA Calendar"] = {
	add_fields: ["is_standard", "is_hidden"],
	hide_name_column: true,
	filters: [["is_hidden", "=", 0]],
	get_indicator(doc) {
		if (doc.is_hidden) return [__("Hidden"), "gray", "is_hidden,=,1"];
		if (doc.is_standard) return [__("Standard"), "blue", "is_standard,=,1"];
		return [__("Own"), "green", "is_standard,=,0"];
	},
};
