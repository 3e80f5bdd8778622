// "Try on past tickets": what the contract in the form would have made of tickets of the past.

// The readings that change the dates of tickets.
const PAST = [
	"good_friday", "liberation_day", "holidays", "working_day_rule", "calendar_day_rule",
	"month_end_rule", "roll_rule", "closing_rule", "same_day_rule", "reopen_rule",
];

frappe.ui.form.on("SLA Contract", {
	refresh(frm) {
		if (!frappe.model.can_read("SLA Run")) return;
		frm.add_custom_button(__("Try on past tickets"), () => ask_period(frm));
	},
});

function ask_period(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Try on past tickets"),
		fields: [...period_fields(frm), ...reading_fields(frm)],
		primary_action_label: __("Try it"),
		primary_action: (values) => start_trial(frm, dialog, values),
	});
	dialog.show();
	dialog.set_value("customers", (frm.doc.customers || []).map((row) => row.customer).filter(Boolean));
}

// The last twelve whole months, and the customers that the contract has.
function period_fields(frm) {
	const month = frappe.datetime.month_start();
	return [
		{
			fieldtype: "HTML",
			options: `<p class="text-muted">${__("The tickets are judged by the terms in this form, saved or not, beside what was in force. Nothing is written to a ticket.")}</p>`,
		},
		{ fieldtype: "Section Break" },
		{
			fieldname: "first_day", fieldtype: "Date", label: __("Reported from"), reqd: 1,
			default: frappe.datetime.add_months(month, -12),
		},
		{ fieldtype: "Column Break" },
		{
			fieldname: "last_day", fieldtype: "Date", label: __("Reported until"), reqd: 1,
			default: frappe.datetime.add_days(month, -1),
		},
		{ fieldtype: "Section Break" },
		{
			fieldname: "customers", fieldtype: "MultiSelectList", label: __("Customers"),
			description: __("Empty: all customers."),
			get_data: (txt) => frappe.xcall("frappe.desk.search.search_link", { doctype: "HD Customer", txt, query: CUSTOMERS }),
		},
	];
}

function reading_fields(frm) {
	const heading = {
		fieldtype: "Section Break", label: __("Read otherwise"), collapsible: 1,
		description: __("Try another reading of the text without changing the contract."),
	};
	const fields = PAST.map((fieldname) => reading_field(frm, fieldname));
	fields.splice(PAST.length / 2, 0, { fieldtype: "Column Break" });
	return [heading, ...fields];
}

function reading_field(frm, fieldname) {
	const { label, options } = frappe.meta.get_docfield("SLA Contract", fieldname, frm.doc.name);
	const values = options.split("\n").filter(Boolean);
	const present = frm.doc[fieldname] || values[0];
	const said = (value) => __(value, null, "SLA Contract");
	const others = values.filter((value) => value !== present);
	return {
		fieldname, fieldtype: "Select", label: said(label), default: "",
		options: [
			{ value: "", label: __("as it is: {0}", [said(present)]) },
			...others.map((value) => ({ value, label: said(value) })),
		],
	};
}

function start_trial(frm, dialog, { customers, first_day, last_day, ...chosen }) {
	const readings = Object.fromEntries(Object.entries(chosen).filter(([name, value]) => PAST.includes(name) && value));
	frappe
		.call({
			method: "sla_nl.api.what_if.start",
			args: { document: JSON.stringify(frm.doc), customers: customers || [], first_day, last_day, readings },
			freeze: true,
		})
		.then(({ message }) => {
			dialog.hide();
			frappe.set_route("Form", "SLA Run", message);
		});
}
