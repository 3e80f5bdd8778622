// A standard contract is shown as it is: a banner says why, a button makes a copy.

frappe.ui.form.on("SLA Contract", {
	refresh(frm) {
		show_standard(frm);
		if (frm.doc.is_standard && frappe.model.can_create("SLA Contract")) {
			frm.add_custom_button(__("Use this contract"), () => ask_customers(frm)).addClass("btn-primary");
		}
	},
});

function show_standard(frm) {
	frm.set_intro();
	const is_standard = Boolean(frm.doc.is_standard);
	for (const field of frm.meta.fields) {
		if (!["is_standard", "is_hidden"].includes(field.fieldname)) {
			frm.set_df_property(field.fieldname, "read_only", is_standard ? 1 : field.read_only);
		}
	}
	if (is_standard) {
		frm.set_intro(
			__("This contract comes with the app and cannot be changed. “Use this contract” makes a copy of your own, with its calendars and its escalation matrix."),
			"blue"
		);
	}
}

function ask_customers(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Use this contract"),
		fields: [
			{
				fieldname: "customers",
				fieldtype: "MultiSelectList",
				label: __("Customers"),
				reqd: 1,
				description: __("Their tickets fall under the copy from now on. You can change this later."),
				get_data: (text) => frappe.db.get_link_options("HD Customer", text),
			},
		],
		primary_action_label: __("Make a copy"),
		primary_action({ customers }) {
			frappe.call({
				method: "sla_nl.api.contracts.use_contract",
				args: { name: frm.doc.name, customers },
				freeze: true,
				callback({ message }) {
					dialog.hide();
					frappe.set_route("Form", "SLA Contract", message);
				},
			});
		},
	});
	dialog.show();
}
