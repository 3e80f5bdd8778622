// A standard matrix is shown as it is. An own one shows who would be told now, as the form stands.

frappe.ui.form.on("SLA Escalation Matrix", {
	setup(frm) {
		say_articles(frm);
		frm.set_query("user", "holders", () => ({ query: "sla_nl.api.people.colleagues" }));
		frm.set_query("team", "holders", () => ({ query: "sla_nl.api.people.teams" }));
	},

	refresh(frm) {
		show_standard(
			frm,
			__("This matrix comes with the app and cannot be changed. “Use this contract” on a contract makes a copy of its matrix too; “Copy it to edit” makes one for contracts that you have already.")
		);
		keep_drawn(frm, draw_told);
		if (!frm.is_new() && frappe.model.can_create("SLA Escalation Matrix")) {
			frm.add_custom_button(__("Copy it to edit"), () => ask_contracts(frm));
		}
	},
});

function draw_told(frm) {
	if (frm.doc.is_standard) return;
	frappe
		.xcall("sla_nl.api.people.of_matrix", { document: JSON.stringify(frm.doc) })
		.then(({ told, functions }) => {
			draw_html(frm, "told", told);
			frm.fields_dict.holders.grid.update_docfield_property("function", "options", functions);
		});
}

// Contracts can share a matrix; other levels or holders for some of them are a copy.
async function ask_contracts(frm) {
	const args = { matrix: frm.doc.name };
	const { message: users } = await frappe.call({ method: "sla_nl.api.people.contracts_with", args, type: "GET" });
	const fields = [
		{
			fieldname: "contracts",
			fieldtype: "MultiSelectList",
			label: __("For contracts"),
			description: __("They use the copy from then on. Other contracts keep this matrix."),
			get_data: (text) => users.filter(({ value, description }) => `${value} ${description}`.toLowerCase().includes(text.toLowerCase())),
		},
	];
	frappe.prompt(
		fields,
		({ contracts }) =>
			frappe
				.xcall("sla_nl.api.people.copy_matrix", { ...args, contracts: contracts || [] })
				.then((name) => frappe.set_route("Form", "SLA Escalation Matrix", name)),
		__("Copy it to edit"),
		__("Make a copy")
	);
}
