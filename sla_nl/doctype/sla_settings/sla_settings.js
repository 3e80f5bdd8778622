// Settings of the app: says so where the sweep does not run; what a backfill of earlier tickets would
// change, and the backfill. The page of a run shows how far it is, and what came of it.

const OVERDUE_MINUTES = 6;

frappe.ui.form.on("SLA Settings", {
	refresh(frm) {
		const group = __("Earlier tickets");
		frm.add_custom_button(__("What would change"), () => ask_dry_run(), group);
		frm.add_custom_button(__("Rebuild timelines"), () => ask_backfill(), group);
		frm.add_custom_button(__("Runs so far"), () => frappe.set_route("List", "SLA Run"), group);
		show_sweep(frm);
	},
});

function show_sweep(frm) {
	const now = frappe.datetime.system_datetime();
	const last = frm.doc.last_sweep;
	if (last && frappe.datetime.get_minute_diff(now, last) < OVERDUE_MINUTES) return;
	frm.dashboard.set_headline_alert(
		__("The clocks are not swept. Are the scheduler and the workers of the bench running?"),
		"orange"
	);
}

function ask_backfill() {
	frappe.confirm(
		__("Timelines of tickets from before the app are rebuilt from Helpdesk’s log, and those that are open get the dates of their contract. Closed tickets keep theirs. Go on?"),
		() => frappe.xcall("sla_nl.api.upkeep.start_backfill").then((run) => frappe.set_route("Form", "SLA Run", run))
	);
}

function ask_dry_run() {
	frappe.xcall("sla_nl.api.upkeep.start_dry_run").then((run) => {
		frappe.show_alert({ message: __("The file will be attached to this run."), indicator: "blue" });
		frappe.set_route("Form", "SLA Run", run);
	});
}
