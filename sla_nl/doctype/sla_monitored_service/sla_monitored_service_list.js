// In the list: what a manager still has to link to a contract, and a key for a new monitor.

const COLOURS = { "Not linked": "orange", Linked: "green", Ignored: "gray" };

frappe.listview_settings["SLA Monitored Service"] = {
	hide_name_column: true,
	onload(list) {
		if (frappe.model.can_create("User")) {
			list.page.add_inner_button(__("Connect a monitor"), connect_monitor);
		}
	},
	get_indicator: ({ status }) => [__(status, null, "SLA Monitored Service"), COLOURS[status] || "gray", `status,=,${status}`],
};

// The key is shown once: Frappe stores the secret encrypted.
function connect_monitor() {
	frappe.prompt(
		{
			fieldname: "title", fieldtype: "Data", label: __("Monitor"), reqd: 1, length: 40,
			description: __("Such as Uptime Kuma. It gets a user that can report, and nothing else. The same name again gets a new key."),
		},
		({ title }) =>
			frappe.call({
				method: "sla_nl.api.monitor.make_key",
				args: { title },
				callback: ({ message }) => show_key(message),
			}),
		__("Connect a monitor"),
		__("Make a key")
	);
}

function show_key({ address, header }) {
	const line = (text) => `<p><code style="overflow-wrap: anywhere">${frappe.utils.escape_html(text)}</code></p>`;
	frappe.msgprint({
		title: __("The monitor posts to this address"),
		message: `${line(address)}<p>${__("With this header, which is shown only now:")}</p>${line(`Authorization: ${header}`)}`,
		indicator: "green",
	});
}
