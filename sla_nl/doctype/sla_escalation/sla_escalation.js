// An entry of the log: whoever was told acknowledges it here, and a failed mail is sent again.

frappe.ui.form.on("SLA Escalation", {
	refresh(frm) {
		const { ticket, state, receivers } = frm.doc;
		frm.add_custom_button(__("Open the ticket"), () => window.open(`/helpdesk/tickets/${ticket}`));
		const call = (method) =>
			frappe
				.call(`sla_nl.api.escalations.${method}`, { escalation: frm.doc.name })
				.then(() => frm.reload_doc());
		if (["sent", "nobody there", "failed"].includes(state)) {
			frm.add_custom_button(__("Acknowledge"), () => call("acknowledge")).addClass("btn-primary");
		}
		if (receivers.some(({ mail }) => mail === "failed")) {
			frm.add_custom_button(__("Send again"), () => call("send_again"));
		}
	},
});
