// Shows the panel with the clocks of a ticket on its form in the desk.

frappe.ui.form.on("HD Ticket", {
	async refresh(frm) {
		describe_moments(frm);
		say_next_clock(frm);
		if (frm.is_new()) return;
		try {
			const { message } = await frappe.call({ method: "sla_nl.api.panel.script", type: "GET" });
			(await import(message)).showOnDesk(frm);
		} catch (error) {
			console.warn("SLA NL:", error);
		}
	},
});

// The next clock in words; what only sorts tickets is for no one to read.
function say_next_clock(frm) {
	frm.set_df_property("sla_nl_next_clock", "formatter", (key) => frappe.utils.escape_html(clock_of_key(key)));
	frm.set_df_property("sla_nl_urgency", "hidden", 1);
}

// Frappe adds the time zone to the description of a date field, and then finds no translation for it.
// So the translated description is set here.
function describe_moments(frm) {
	frm.set_df_property(
		"sla_nl_reported_at", "description",
		__("When it was reported, if that was not when the ticket was made.")
	);
	frm.set_df_property(
		"sla_nl_known_since", "description",
		__("When the customer knew of it, where that was long before the report.")
	);
	frm.set_df_property("sla_nl_planned_for", "description", __("The date that was agreed with the customer."));
}
