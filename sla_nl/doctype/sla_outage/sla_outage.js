// The services and causes are those of the contract; below stands what of the outage counts.

frappe.ui.form.on("SLA Outage", {
	refresh(frm) {
		// below a moment Frappe adds the time zone to the description, and then finds no translation
		frm.set_df_property("ends_at", "description", __("Empty: it goes on, and counts until now."));
		offer_choices(frm);
		draw_counts(frm);
		if (frm.is_new() || frm.doc.ends_at || !frm.perm[0]?.write) return;
		frm.add_custom_button(__("It is over"), () => {
			frm.set_value("ends_at", frappe.datetime.now_datetime());
		});
	},
	contract(frm) {
		frm.set_value("service", "");
		offer_choices(frm);
	},
});

function offer_choices(frm) {
	if (!frm.doc.contract) return;
	frappe
		.call({ method: "sla_nl.api.outages.choices", args: { contract: frm.doc.contract }, type: "GET" })
		.then(({ message: { services, causes } }) => {
			frm.fields_dict.service.set_data(services);
			frm.fields_dict.exclusion?.set_data?.(causes);
			if (frm.is_new() && services.length === 1 && !frm.doc.service) frm.set_value("service", services[0]);
		});
}

function draw_counts(frm) {
	const { $wrapper } = frm.fields_dict.counts;
	$wrapper.empty();
	if (frm.is_new()) return;
	const { name, modified } = frm.doc;
	frappe
		.call({ method: "sla_nl.api.outages.counted", args: { outage: name }, type: "GET" })
		.then(({ message }) => {
			if (frm.doc.name === name && frm.doc.modified === modified) $wrapper.html(message);
		});
}
