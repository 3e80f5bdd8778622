// On the form of a contract: the customers whose registered contacts do not fit its rules.

frappe.ui.form.on("SLA Contract", {
	async refresh(frm) {
		const hasRule = (frm.doc.contact_rules || []).some((row) => row.others || row.minimum || row.maximum);
		if (frm.is_new() || frm.doc.is_standard || !hasRule) return;
		if (!frappe.user.has_role(["SLA Manager", "System Manager"])) return;
		const { name } = frm.doc;
		const { message: found } = await frappe.call({ method: "sla_nl.api.contacts.of_contract", args: { contract: name }, type: "GET" });
		if (frm.doc.name !== name) return;
		for (const { customer, text } of found) {
			const link = frappe.utils.get_form_link("HD Customer", customer, true);
			frm.dashboard.add_comment(`${link}: ${frappe.utils.escape_html(text)}`, "yellow", true);
		}
	},
});
