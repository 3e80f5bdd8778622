// The desk's form of a ticket: how it stands under its contract.

frappe.ui.form.on("HD Ticket", {
	async refresh(frm) {
		if (frm.is_new()) return;
		try {
			const { message } = await frappe.call({ method: "sla_nl.api.panel.script", type: "GET" });
			(await import(message)).showOnDesk(frm);
		} catch (error) {
			console.warn("SLA NL:", error);
		}
	},
});
