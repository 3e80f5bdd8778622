// A post-incident report, with buttons to look at it as it is sent, and to send it.

frappe.ui.form.on("SLA Incident Report", {
	refresh(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("Open the ticket"), () => frappe.set_route("Form", "HD Ticket", frm.doc.ticket));
		for (const [language, label] of [["nl", __("PDF in Dutch")], ["en", __("PDF in English")]]) {
			frm.add_custom_button(label, () => open_pdf(frm, language));
		}
		frm.add_custom_button(frm.doc.sent_at ? __("Send again") : __("Send to all parties"), () => send(frm)).addClass("btn-primary");
	},
});

function open_pdf(frm, language) {
	const query = new URLSearchParams({ report: frm.doc.name, language });
	window.open(`/api/method/sla_nl.api.reports.pdf?${query}`);
}

async function send(frm) {
	if (frm.is_dirty()) await frm.save();
	frappe.confirm(__("Send the report to {0}?", [frm.doc.parties.trim().split(/\s+/).join(", ")]), async () => {
		const args = { report: frm.doc.name, modified: frm.doc.modified };
		await frappe.call({ method: "sla_nl.api.reports.send", args, freeze: true });
		frappe.show_alert({ message: __("The report was sent"), indicator: "green" });
		frm.reload_doc();
	});
}
