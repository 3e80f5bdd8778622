// The type is one of the contract's maintenance types.

frappe.ui.form.on("SLA Maintenance Window", {
	refresh(frm) {
		// below a moment Frappe adds the time zone to the description, and then finds no translation
		frm.set_df_property("announced_at", "description", __("When the customers were told."));
		offer_types(frm);
	},
	contract(frm) {
		frm.set_value("maintenance_type", "");
		offer_types(frm);
	},
});

function offer_types(frm) {
	if (!frm.doc.contract) return;
	frappe.call({
		method: "sla_nl.api.contracts.maintenance_types",
		args: { contract: frm.doc.contract },
		callback: ({ message }) => frm.fields_dict.maintenance_type.set_data(message || []),
	});
}
