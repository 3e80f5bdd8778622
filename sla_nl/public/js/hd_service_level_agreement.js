// On the form of Helpdesk's own SLA: that contracts go before it, and where they are made.

frappe.ui.form.on("HD Service Level Agreement", {
	refresh(frm) {
		if (!frappe.model.can_read("SLA Contract")) return;
		frm.set_intro(
			__("SLA NL is at work here: customers with a contract get the dates of that contract. This SLA holds for the others."),
			"blue"
		);
		frm.add_custom_button(__("Contracts"), () => frappe.set_route("List", "SLA Contract"));
		if (frappe.model.can_create("SLA Contract")) {
			frm.add_custom_button(__("New contract"), () => frappe.set_route("new-sla-contract"));
		}
	},
});
