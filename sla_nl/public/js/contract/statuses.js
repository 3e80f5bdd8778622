// The ticket statuses that a contract's rules name: those that the site lacks are made at once.

/** Return the statuses that the site lacks for a contract, with their category. */
async function missing_statuses(contract) {
	const { message } = await frappe.call({ method: "sla_nl.api.statuses.missing", args: { contract }, type: "GET" });
	return message;
}

/** Return a text that lists statuses with their category. */
function statuses_text(statuses) {
	return Object.entries(statuses)
		.map(([name, category]) => `${name} (${__(category)})`)
		.join(", ");
}

/** Return the field of a dialog that asks whether the statuses are to be made; none if none lack. */
function status_fields(statuses) {
	if (!Object.keys(statuses).length) return [];
	return [
		{ fieldtype: "Section Break" },
		{
			fieldname: "make_statuses",
			fieldtype: "Check",
			label: __("Make the ticket statuses that its rules name"),
			description: frappe.utils.escape_html(statuses_text(statuses)),
			default: 1,
		},
	];
}

/** Add a button that makes the statuses which the site lacks, if there are any. */
async function offer_statuses(frm) {
	if (frm.is_new() || frm.doc.is_standard || !frappe.model.can_create("SLA Contract")) return;
	const { name } = frm.doc;
	const statuses = await missing_statuses(name);
	if (frm.doc.name !== name || !Object.keys(statuses).length) return;
	frm.add_custom_button(__("Make its statuses"), () =>
		frappe.confirm(
			`${__("These ticket statuses are made:")} ${frappe.utils.escape_html(statuses_text(statuses))}`,
			async () => {
				await frappe.xcall("sla_nl.api.statuses.make", { contract: name });
				frappe.show_alert({ message: __("The statuses are there now."), indicator: "green" });
				frm.refresh();
			}
		)
	);
}
