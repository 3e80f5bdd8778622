// On the form of a customer: which contacts may report, and what the contract says of their number.

const CONTACTS = "sla_nl.api.contacts.";

frappe.ui.form.on("HD Customer", {
	refresh(frm) {
		if (frm.is_new() || !frappe.user.has_role(["SLA Manager", "System Manager"])) return;
		frm.add_custom_button(__("Registered contacts"), () => show_contacts(frm));
		warn_of_contacts(frm);
	},
});

async function load_contacts(customer) {
	const { message } = await frappe.call({ method: `${CONTACTS}of_customer`, args: { customer }, type: "GET" });
	return message;
}

async function warn_of_contacts(frm) {
	const { name } = frm.doc;
	const { lines } = await load_contacts(name);
	if (frm.doc.name !== name) return;
	const wrong = lines.filter((line) => line.is_wrong).map((line) => frappe.utils.escape_html(line.text));
	if (wrong.length) frm.dashboard.set_headline_alert(wrong.join("<br>"), "orange");
}

async function show_contacts(frm) {
	const { contacts, lines } = await load_contacts(frm.doc.name);
	const told = lines.map(({ text, is_wrong, definition }) =>
		`<p class="${is_wrong ? "text-danger" : ""}">${frappe.utils.escape_html(text)}<br>
		<span class="text-muted">${frappe.utils.escape_html(definition)}</span></p>`
	);
	const options = contacts.map(({ contact, full_name, email, is_registered }) => ({
		label: frappe.utils.escape_html(email ? `${full_name} (${email})` : full_name),
		value: contact,
		checked: is_registered,
	}));
	const hint = __("Whoever is ticked may report for this customer. What a ticket from somebody else gets is in the contract, in its table Contacts.");
	const empty = `<p class="text-muted">${__("This customer has no contacts yet.")}</p>`;
	const dialog = new frappe.ui.Dialog({
		title: __("Registered contacts"),
		fields: [
			{ fieldname: "told", fieldtype: "HTML", options: `<p>${hint}</p>${told.join("")}${options.length ? "" : empty}` },
			{ fieldname: "chosen", fieldtype: "MultiCheck", options, columns: 1, hidden: !options.length },
		],
		primary_action_label: __("Save"),
		async primary_action({ chosen }) {
			dialog.hide();
			const ticked = new Set(chosen || []);
			for (const { contact, is_registered } of contacts) {
				if (ticked.has(contact) === is_registered) continue;
				const args = { customer: frm.doc.name, contact, is_registered: ticked.has(contact) ? 1 : 0 };
				await frappe.call({ method: `${CONTACTS}register`, args, freeze: true });
			}
			frm.dashboard.clear_headline();
			warn_of_contacts(frm);
		},
	});
	dialog.show();
}
