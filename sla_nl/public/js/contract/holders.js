// "Use this contract": for which customers, and who holds the functions of its escalation matrix.

async function ask_customers(frm) {
	const { message: asked } = await frappe.call({
		method: "sla_nl.api.people.asked_of",
		args: { contract: frm.doc.name },
		type: "GET",
	});
	const dialog = new frappe.ui.Dialog({
		title: __("Use this contract"),
		fields: [
			{
				fieldname: "customers",
				fieldtype: "MultiSelectList",
				label: __("Customers"),
				reqd: 1,
				description: __("Their tickets fall under the copy from now on. You can change this later."),
				get_data: (txt) => frappe.xcall("frappe.desk.search.search_link", { doctype: "HD Customer", txt, query: CUSTOMERS }),
			},
			...holder_fields(asked),
		],
		primary_action_label: __("Make a copy"),
		primary_action({ customers, ...given }) {
			const holders = Object.fromEntries(asked.functions.map((name, place) => [name, given[`holder_${place}`] || ""]));
			frappe.call({
				method: "sla_nl.api.contracts.use_contract",
				args: { name: frm.doc.name, customers, holders },
				freeze: true,
				callback({ message }) {
					dialog.hide();
					frappe.show_alert({ message: __("The copy is in use from now on."), indicator: "green" });
					frappe.set_route("Form", "SLA Contract", message);
				},
			});
		},
	});
	dialog.show();
}

// A field for each function: a team or a colleague from the list, or an address that is typed.
function holder_fields({ functions, choices }) {
	if (!functions.length) return [];
	const section = {
		fieldtype: "Section Break",
		label: __("Who holds each function"),
		description: __("A team, a colleague or an e-mail address. What you leave empty can be filled in later, in the escalation matrix."),
	};
	return [
		section,
		...functions.map((name, place) => ({
			fieldname: `holder_${place}`,
			fieldtype: "Autocomplete",
			label: frappe.utils.escape_html(name),
			options: choices,
			ignore_validation: 1,
		})),
	];
}

// What nobody holds is told to the SLA Managers: the form says so until it is filled in.
function warn_of_unheld(frm) {
	if (frm.doc.is_standard || frm.is_new() || !frm.doc.escalation_matrix) return;
	const { name } = frm.doc;
	frappe
		.call({ method: "sla_nl.api.people.unheld", args: { contract: name }, type: "GET" })
		.then(({ message: { matrix, functions } }) => {
			if (frm.doc.name !== name || !functions.length) return;
			const link = frappe.utils.get_form_link("SLA Escalation Matrix", matrix, true, __("Say who holds them"));
			const names = frappe.utils.escape_html(functions.join(", "));
			frm.set_intro(`${__("Nobody holds: {0}", [names])}. ${__("Their escalations go to the SLA Managers.")} ${link}`, "orange");
		});
}
