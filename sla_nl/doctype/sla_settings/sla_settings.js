// Settings of the app: says so where the sweep does not run.

const OVERDUE_MINUTES = 6;

frappe.ui.form.on("SLA Settings", {
	refresh(frm) {
		const now = frappe.datetime.system_datetime();
		const last = frm.doc.last_sweep;
		if (last && frappe.datetime.get_minute_diff(now, last) < OVERDUE_MINUTES) return;
		frm.dashboard.set_headline_alert(
			__("The clocks are not swept. Are the scheduler and the workers of the bench running?"),
			"orange"
		);
	},
});
