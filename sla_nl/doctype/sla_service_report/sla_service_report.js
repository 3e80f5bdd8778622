// A service report: read it as the customer will, comment on it, and send it.

const SERVICE_REPORTS = "sla_nl.api.service_reports";

frappe.ui.form.on("SLA Service Report", {
	async refresh(frm) {
		frm.set_df_property("preview_section", "hidden", frm.is_new() ? 1 : 0);
		if (frm.is_new()) return;
		const is_sent = frm.doc.state === "Sent";
		if (is_sent) frm.disable_form();
		frm.page.set_indicator(__(frm.doc.state), is_sent ? "green" : "orange");
		frm.add_custom_button("PDF", () => open_file(frm, "pdf"));
		frm.add_custom_button("XLSX", () => open_file(frm, "export", { form: "xlsx" }), __("Figures"));
		frm.add_custom_button("CSV", () => open_file(frm, "export", { form: "csv" }), __("Figures"));
		frm.add_custom_button(__("Report in the desk"), () => show_figures(frm), __("Figures"));
		if (!is_sent) frm.add_custom_button(__("Send to the contacts"), () => send(frm)).addClass("btn-primary");
		await show(frm, is_sent);
	},
});

async function show(frm, is_sent) {
	const { message: found } = await frappe.call({
		method: `${SERVICE_REPORTS}.look`,
		type: "GET",
		args: { report: frm.doc.name },
	});
	frm.dashboard.clear_headline();
	const lines = found.deliveries.map(({ to, state, fault }) => `${to}: ${__(state)}${fault ? `, ${fault}` : ""}`);
	const told = [...lines, ...found.notes].map((text) => frappe.utils.escape_html(text)).join("<br>");
	if (told) frm.dashboard.set_headline_alert(told, headline_color(found));
	const wrapper = frm.get_field("preview").$wrapper.empty();
	const page = $('<iframe style="width: 100%; height: 900px; border: 1px solid var(--border-color)">');
	page.attr("title", __("As it reads"));
	if (is_sent) page.attr("src", address("pdf", frm));
	else page.attr("srcdoc", found.html);
	wrapper.append(page);
}

function headline_color({ deliveries, notes }) {
	if (notes.length) return "orange";
	const states = new Set(deliveries.map(({ state }) => state));
	if (states.has("Error")) return "red";
	return states.size === 1 && states.has("Sent") ? "green" : "blue";
}

function address(method, frm, args = {}) {
	return `/api/method/${SERVICE_REPORTS}.${method}?${new URLSearchParams({ report: frm.doc.name, ...args })}`;
}

function open_file(frm, method, args) {
	window.open(address(method, frm, args));
}

function show_figures(frm) {
	const { customer, contract, month } = frm.doc;
	frappe.set_route("query-report", "SLA Compliance", { customer, contract, period: month });
}

async function send(frm) {
	if (frm.is_dirty()) await frm.save();
	const receivers = (frm.doc.recipients || "").trim().split(/[\s,;]+/).join(", ");
	frappe.confirm(__("Send the report to {0}? It can no longer be changed then.", [frappe.utils.escape_html(receivers)]), async () => {
		await frappe.call({ method: `${SERVICE_REPORTS}.send`, args: { report: frm.doc.name }, freeze: true });
		frappe.show_alert({ message: __("The report was sent"), indicator: "green" });
		frm.reload_doc();
	});
}
