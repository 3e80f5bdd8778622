// A clock: how it stands, with times in words.

const COLOURS = {
	"not started": "gray",
	running: "blue",
	paused: "orange",
	met: "green",
	breached: "red",
	"not applicable": "gray",
};

frappe.ui.form.on("SLA Clock", {
	setup(frm) {
		for (const name of ["used_s", "left_s", "paused_s"]) {
			// a working day has no 24 hours: hours are not turned into days
			frm.get_docfield(name).formatter = (seconds) =>
				frappe.utils.get_formatted_duration(seconds, { hide_days: 1 }) || "0";
		}
	},
	refresh(frm) {
		frm.page.set_indicator(__(frm.doc.state), COLOURS[frm.doc.state] || "gray");
		frm.add_custom_button(__("Open the ticket"), () => frappe.set_route("Form", "HD Ticket", frm.doc.ticket));
	},
});
