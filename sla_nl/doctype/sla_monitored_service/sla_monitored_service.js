// The services to choose from are those of the contracts in the table.

frappe.ui.form.on("SLA Monitored Service", {
	refresh(frm) {
		offer_services(frm);
		if (frm.is_new() || frm.doc.status !== "Not linked") return;
		frm.set_intro(
			__("No contract knows this service yet. Say below which service it is: its outages are recorded then, also those that were reported before."),
			"orange"
		);
	},
});

frappe.ui.form.on("SLA Monitored Target", {
	contract(frm, doctype, name) {
		frappe.model.set_value(doctype, name, "service", "");
		offer_services(frm);
	},
});

async function offer_services(frm) {
	const contracts = [...new Set((frm.doc.targets || []).map(({ contract }) => contract).filter(Boolean))];
	const found = await Promise.all(
		contracts.map((contract) =>
			frappe.call({ method: "sla_nl.api.outages.choices", args: { contract }, type: "GET" })
		)
	);
	const services = [...new Set(found.flatMap(({ message }) => message.services))];
	frm.fields_dict.targets.grid.update_docfield_property("service", "options", services.join("\n"));
}
