// An entry of the log: whoever was told acknowledges it here, and a failed mail is sent again.

frappe.ui.form.on("SLA Escalation", {
	setup(frm) {
		frm.get_docfield("due_key").formatter = (key) => {
			const [clock, share] = (key || "").split("@");
			const name = frappe.utils.to_title_case(__(clock));
			return !share || share === "100" ? name : `${name} (${share}%)`;
		};
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
