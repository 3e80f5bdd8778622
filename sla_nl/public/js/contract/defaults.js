// What most rows of a contract hold, filled in as they are made: it can be changed at once.

const SHOWN_AS = { response: "response_by", resolution: "resolution_by" };

frappe.ui.form.on("SLA Contract", {
	onload(frm) {
		if (frm.is_new() && !frm.doc.version) frm.set_value("version", "1");
	},
});

frappe.ui.form.on("SLA Target", {
	targets_add(frm, cdt, cdn) {
		const kind = frm.doc.targets.find((row) => row.name !== cdn && row.kind)?.kind || "incident";
		frappe.model.set_value(cdt, cdn, "kind", kind);
	},
	clock: show_in_helpdesk,
	kind: show_in_helpdesk,
	priority: show_in_helpdesk,
	share: show_in_helpdesk,
});

// The promise with the highest share is the limit of its clock: Helpdesk shows its date.
function show_in_helpdesk(frm, cdt, cdn) {
	const row = locals[cdt][cdn];
	const field = SHOWN_AS[row.clock];
	if (!field) return;
	const same = frm.doc.targets.filter(
		(other) => other.clock === row.clock && other.kind === row.kind && (other.priority || "") === (row.priority || "")
	);
	const share = (target) => Number(String(target.share || 100).replace(",", "."));
	const limit = same.reduce((best, target) => (share(target) > share(best) ? target : best));
	for (const target of same) frappe.model.set_value(cdt, target.name, "stamps", target === limit ? field : "");
}

frappe.ui.form.on("SLA Fee Rule", {
	fees_add(frm, cdt, cdn) {
		const currency = frappe.boot.sysdefaults.currency || "EUR";
		frappe.model.set_value(cdt, cdn, { certainty: "always", basis: "fixed", event: "reported", currency });
	},
});
