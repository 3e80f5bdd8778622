// An entry of the log: whoever was told acknowledges it here, and a failed mail is sent again.

frappe.ui.form.on("SLA Escalation", {
	setup(frm) {
		say_articles(frm);
		set_property("SLA Escalation", "due_key", "formatter", (key) => frappe.utils.escape_html(clock_of_key(key)));
	},
	refresh(frm) {
		const { ticket, is_waiting, receivers } = frm.doc;
		frm.add_custom_button(__("Open the ticket"), () => window.open(`/helpdesk/tickets/${ticket}`));
		const call = (method) =>
			frappe
				.call(`sla_nl.api.escalations.${method}`, { escalation: frm.doc.name })
				.then(() => frm.reload_doc());
		if (is_waiting) {
			frm.add_custom_button(__("Acknowledge"), () => call("acknowledge")).addClass("btn-primary");
		}
		if (receivers.some(({ mail }) => mail === "failed")) {
			frm.add_custom_button(__("Send again"), () => call("send_again"));
		}
	},
});
