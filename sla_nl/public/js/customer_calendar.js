// The address of the customer's maintenance calendar, for those who manage contracts.

frappe.ui.form.on("HD Customer", {
	refresh(frm) {
		if (frm.is_new() || !frappe.model.can_read("SLA Customer Feed")) return;
		frm.add_custom_button(__("Maintenance calendar"), () => show_calendar(frm));
	},
});

async function show_calendar(frm) {
	const args = { customer: frm.doc.name };
	const link = await frappe.xcall("sla_nl.api.customer_calendars.link", args);
	const dialog = new frappe.ui.Dialog({
		title: __("Maintenance calendar"),
		fields: [
			{
				fieldname: "link", fieldtype: "Small Text", read_only: 1, label: __("Address"), default: link || __("There is none yet."),
				description: __("Outlook, Google Calendar and others can subscribe to it. Whoever has it can read it. Add ?lang=nl or ?lang=en for a language."),
			},
		],
		primary_action_label: link ? __("Make a new address; the old one ends") : __("Make an address"),
		async primary_action() {
			dialog.set_value("link", await frappe.xcall("sla_nl.api.customer_calendars.renew", args));
		},
	});
	dialog.show();
}
