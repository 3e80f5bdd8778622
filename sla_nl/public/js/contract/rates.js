// The rates of all fee rules of a contract in one dialog.

frappe.ui.form.on("SLA Contract", {
	refresh(frm) {
		if (frm.doc.is_standard || !frm.doc.fees?.some(has_rate)) return;
		frm.add_custom_button(__("Set rates"), () => ask_rates(frm));
	},
});

// What a fee by quote costs is agreed each time.
const has_rate = ({ basis }) => basis !== "quote";

function ask_rates(frm) {
	const rows = frm.doc.fees.filter(has_rate);
	const fields = rows.map((row) => ({
		fieldname: row.name.replaceAll("-", "_"),
		fieldtype: "Data", // the server reads it, as people of the country write numbers
		label: frappe.utils.escape_html(row.title || ""),
		description: unit_of(row),
		default: row.rate,
	}));
	const set = (values) => {
		rows.forEach((row) => (row.rate = values[row.name.replaceAll("-", "_")] || ""));
		frm.refresh_field("fees");
		frm.dirty();
		frappe.show_alert({ message: __("Look at the rows, then save."), indicator: "blue" });
	};
	frappe.prompt(fields, set, __("Rates"), __("Set rates"));
}

function unit_of({ basis, currency }) {
	const place = frappe.utils.escape_html(currency || "");
	if (basis === "percentage") return __("% of the other fees");
	return basis === "per_hour" ? __("{0} an hour", [place]) : place;
}
