// Settings of the app: says so where the sweep does not run; what a backfill of earlier tickets would
// change, the backfill, and how far it is.

const OVERDUE_MINUTES = 6;

frappe.ui.form.on("SLA Settings", {
	refresh(frm) {
		const group = __("Earlier tickets");
		frm.add_custom_button(__("What would change"), () => ask_dry_run(), group);
		frm.add_custom_button(__("Rebuild timelines"), () => ask_backfill(frm), group);
		frm.add_custom_button(__("Runs so far"), () => frappe.set_route("List", "SLA Run"), group);
		show_sweep(frm);
		show_running(frm);
	},
	onload(frm) {
		frappe.realtime.on("sla_nl_run", (run) => {
			if (run.kind === "Backfill") show_progress(frm, run);
		});
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

function ask_backfill(frm) {
	frappe.confirm(
		__("Timelines of tickets from before the app are rebuilt from Helpdesk’s log, and those that are open get the dates of their contract. Closed tickets keep theirs. Go on?"),
		() => frappe.xcall("sla_nl.api.upkeep.start_backfill").then(() => show_running(frm))
	);
}

function ask_dry_run() {
	frappe.xcall("sla_nl.api.upkeep.start_dry_run").then((run) => {
		frappe.show_alert({ message: __("The file will be attached to this run."), indicator: "blue" });
		frappe.set_route("Form", "SLA Run", run);
	});
}

// What is under way is in the database: it shows after a reload too.
function show_running(frm) {
	frappe.db
		.get_list("SLA Run", {
			filters: { kind: "Backfill", state: ["!=", "Done"] },
			fields: ["kind", "state", "looked", "total"],
			limit: 1,
		})
		.then(([run]) => run && show_progress(frm, run));
}

function show_progress(frm, { state, looked, total, outcome }) {
	if (state === "Done") {
		frm.dashboard.hide_progress();
		if (outcome) frm.dashboard.set_headline_alert(frappe.utils.escape_html(outcome), "green");
		return;
	}
	const percent = total ? Math.min(100, (100 * looked) / total) : 0;
	const text = __("{0} of {1} tickets", [looked, total]);
	frm.dashboard.show_progress(__("Rebuilding timelines"), percent, text);
}
