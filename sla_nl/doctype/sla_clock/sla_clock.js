// A clock, with times in words; its list has the colours of how it stands.

frappe.ui.form.on("SLA Clock", {
	setup(frm) {
		say_clocks();
		for (const name of ["used_s", "left_s", "paused_s"]) {
			// a working day has no 24 hours: hours are not turned into days
			frm.get_docfield(name).formatter = (seconds) =>
				frappe.utils.get_formatted_duration(seconds, { hide_days: 1 }) || "0";
		}
	},
	refresh(frm) {
		call_page(frm, clock_in_words(frm.doc));
		frm.add_custom_button(__("Open the ticket"), () => frappe.set_route("Form", "HD Ticket", frm.doc.ticket));
	},
});
