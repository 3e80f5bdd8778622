// In the list: down in red, up in green.

frappe.listview_settings["SLA Monitor Report"] = {
	hide_name_column: true,
	get_indicator: ({ state }) => [__(state), state === "Down" ? "red" : "green", `state,=,${state}`],
};
