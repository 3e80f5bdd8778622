// A row of a ticket's timeline in words.

frappe.ui.form.on("SLA Ticket Event", {
	setup(frm) {
		const escape = frappe.utils.escape_html;
		set_property("SLA Ticket Event", "facts", "formatter", (_shown, _field, _options, doc) =>
			escape(facts_in_words(doc?.facts, doc?.event)));
		set_property("SLA Ticket Event", "source", "formatter", (source) => escape(source ? __(source) : ""));
		load_fact_names().then(() => frm.doc && frm.refresh_field("facts"));
	},
	refresh(frm) {
		call_page(frm, frappe.utils.to_title_case(__(frm.doc.event)));
		frm.refresh_field("facts");
	},
});
