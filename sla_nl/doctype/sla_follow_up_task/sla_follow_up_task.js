// A follow-up, with a button to its ticket.

frappe.ui.form.on("SLA Follow-up Task", {
	setup(frm) {
		say_articles(frm);
	},
	refresh(frm) {
		frm.add_custom_button(__("Open the ticket"), () => frappe.set_route("Form", "HD Ticket", frm.doc.ticket));
	},
});
