// In the list: whether a report was sent, and a button that makes those of last month.

frappe.listview_settings["SLA Service Report"] = {
	add_fields: ["state"],
	get_indicator: ({ state }) => [__(state), state === "Sent" ? "green" : "orange", `state,=,${state}`],

	onload(list) {
		if (!frappe.model.can_create("SLA Service Report")) return;
		list.page.add_inner_button(__("Make last month's reports"), async () => {
			const { message: month } = await frappe.call({ method: "sla_nl.api.service_reports.make" });
			frappe.show_alert(__("The reports of {0} are being made.", [month]));
		});
	},
};
