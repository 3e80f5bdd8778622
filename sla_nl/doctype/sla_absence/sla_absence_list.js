// In the list: who is away today, who will be, and who was.

frappe.listview_settings["SLA Absence"] = {
	hide_name_column: true,
	add_fields: ["first_day", "last_day"],
	get_indicator({ first_day, last_day }) {
		const today = frappe.datetime.get_today();
		if (last_day < today) return [__("Past"), "gray", `last_day,<,${today}`];
		if (first_day > today) return [__("Later"), "blue", `first_day,>,${today}`];
		return [__("Away now"), "orange", `first_day,<=,${today}|last_day,>=,${today}`];
	},
};
