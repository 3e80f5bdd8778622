// How far a run is: shown as it goes, without a reload.

frappe.ui.form.on("SLA Run", {
	refresh(frm) {
		frm.disable_save();
		call_page(frm, __(frm.doc.kind));
		show_progress(frm);
	},
	onload(frm) {
		frappe.realtime.on("sla_nl_run", ({ name }) => {
			if (name === frm.doc.name) frm.reload_doc();
		});
	},
});

function show_progress(frm) {
	const { state, looked, total, kind } = frm.doc;
	if (state !== "Running" || !total) {
		frm.dashboard.hide_progress();
		return;
	}
	const text = __("{0} of {1} tickets", [looked, total]);
	frm.dashboard.show_progress(__(kind), Math.min(100, (100 * looked) / total), text);
}
