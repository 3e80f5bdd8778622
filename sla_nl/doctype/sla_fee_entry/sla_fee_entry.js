// An entry of the fee ledger: what a manager may do with it in its state.

const FEES = "sla_nl.api.fees.";

frappe.ui.form.on("SLA Fee Entry", {
	setup(frm) {
		say_articles(frm);
		set_property("SLA Fee Entry", "event", "formatter", (event) => __(event || ""));
		const in_words = (promise) => frappe.utils.escape_html(promise_in_words(promise));
		set_property("SLA Fee Entry", "promise", "formatter", in_words);
	},
	refresh(frm) {
		frm.disable_save();
		show_standing(frm);
		if (!frappe.user.has_role(["SLA Manager", "System Manager"])) return;
		if (frm.doc.__onload?.reversal?.state === "Reversed") return;
		for (const [states, label, act] of ACTIONS) {
			if (states.includes(frm.doc.state)) frm.add_custom_button(label, () => act(frm));
		}
		frm.change_custom_button_type(__("Confirm"), null, "primary");
		frm.change_custom_button_type(__("Mark invoiced"), null, "primary");
	},
});

const ACTIONS = [
	[["Proposed", "Disputed"], __("Confirm"), confirm_fee],
	[["Confirmed"], __("Mark invoiced"), mark_invoiced],
	[["Disputed"], __("Propose again"), (frm) => move(frm, "propose_again")],
	[["Proposed", "Confirmed"], __("Dispute"), dispute],
	[["Proposed", "Confirmed", "Disputed"], __("Waive"), waive],
];

function show_standing(frm) {
	frm.set_intro();
	const reversal = frm.doc.__onload?.reversal;
	const link = (name) => frappe.utils.get_form_link("SLA Fee Entry", name, true, __("another entry"));
	if (reversal) {
		frm.set_intro(__("Its ground is gone: it was reversed by {0}.", [link(reversal.name)]), "orange");
	} else if (frm.doc.reverses && frm.doc.state !== "Reversed") {
		frm.set_intro(__("A credit: it gives back what {0} billed.", [link(frm.doc.reverses)]), "blue");
	} else if (frm.doc.state === "Proposed" && !frm.doc.has_amount) {
		const hours = __("It is hours times a rate: confirm it with the hours of work.");
		const amount = __("The contract names no rate: confirm the fee with its amount.");
		const share = __("It is {0}% of an invoice: confirm it with the amount of that invoice.", [frm.doc.percentage]);
		frm.set_intro(is_credit(frm.doc) ? share : frm.doc.rate ? hours : amount, "blue");
	}
}

function confirm_fee(frm) {
	const is_settled = frm.doc.state === "Disputed" && !frm.doc.reverses;
	if (frm.doc.has_amount && !is_settled) return move(frm, "confirm");
	if (is_credit(frm.doc)) return ask(frm, __("Confirm"), [invoice_field(frm)], "confirm");
	if (frm.doc.rate && !frm.doc.has_amount) return ask(frm, __("Confirm"), [hours_field(frm)], "confirm");
	const amount = {
		fieldname: "amount",
		fieldtype: "Data", // the server reads it: a number field makes 0 of a text, and 8750 of 87,50
		label: `${__("Amount")} (${frm.doc.currency})`,
		default: frm.doc.has_amount ? format_number(frm.doc.amount, null, 2) : undefined,
		reqd: 1,
	};
	ask(frm, __("Confirm"), [amount], "confirm");
}

// A credit that is a percentage of an invoice; the reversal of one has its amount already.
function is_credit({ percentage, reverses }) {
	return percentage > 0 && !reverses;
}

function invoice_field(frm) {
	const { percentage, currency, applies_to, invoice_amount } = frm.doc;
	const told = [applies_to, __("Without VAT. The credit is {0}% of it.", [percentage])];
	return {
		fieldname: "invoice_amount",
		fieldtype: "Data",
		label: `${__("Amount of that invoice")} (${currency})`,
		description: frappe.utils.escape_html(told.filter(Boolean).join(". ")),
		default: invoice_amount ? format_number(invoice_amount, null, 2) : undefined,
		reqd: 1,
	};
}

function hours_field(frm) {
	const { rate, currency, rounding_minutes: step, minimum_minutes: least } = frm.doc;
	const told = [__("{0} an hour", [format_currency(rate, currency)])];
	if (step > 1) told.push(__("rounded up to {0} minutes", [step]));
	if (least) told.push(__("at least {0} minutes", [least]));
	return { fieldname: "hours", fieldtype: "Data", label: __("Hours of work"), description: told.join(", "), reqd: 1 };
}

function waive(frm) {
	const reason = { fieldname: "reason", fieldtype: "Small Text", label: __("Why is it waived?"), reqd: 1 };
	ask(frm, __("Waive"), [reason], "waive");
}

function dispute(frm) {
	const reason = { fieldname: "reason", fieldtype: "Small Text", label: __("What is disputed?"), reqd: 1 };
	ask(frm, __("Dispute"), [reason], "dispute");
}

function mark_invoiced(frm) {
	const number = { fieldname: "number", fieldtype: "Data", label: __("Number of the invoice"), reqd: 1 };
	ask(frm, __("Mark invoiced"), [number], "mark_invoiced");
}

function ask(frm, title, fields, method) {
	frappe.prompt(fields, (values) => move(frm, method, values), title, title);
}

function move(frm, method, values = {}) {
	return frappe
		.call({ method: FEES + method, args: { entry: frm.doc.name, ...values }, freeze: true })
		.then(() => frm.reload_doc());
}
