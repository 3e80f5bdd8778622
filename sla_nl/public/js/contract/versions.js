// A new version of a contract, with the dates that follow from it; and what else happens to it.

const OBLIGATIONS = "sla_nl.api.obligations";

// Other terms from a day on: a ticket keeps the version under which it was reported.
function ask_version(frm) {
	if (frm.is_dirty()) {
		frappe.msgprint(__("Save the contract first."));
		return;
	}
	let dialog = null; // a default is set, and so changed, before there is one
	const show = () => dialog && show_version_dates(frm, dialog);
	dialog = new frappe.ui.Dialog({
		title: __("New version"),
		size: "large",
		fields: version_fields(frm, show),
		primary_action_label: __("Make the new version"),
		primary_action: (given) => make_version(frm, dialog, given),
	});
	dialog.show();
	show();
}

function version_fields(frm, show) {
	const has_version = Boolean(frm.doc.version);
	return [
		{
			fieldname: "first_day",
			fieldtype: "Date",
			label: __("Holds from"),
			reqd: 1,
			default: frappe.datetime.add_days(frappe.datetime.month_end(), 1),
			description: __("What is reported from this day on falls under the new version. The old one ends the day before, and goes on judging what was reported until then."),
			change: show,
		},
		{
			fieldname: "version",
			fieldtype: "Data",
			label: __("Version"),
			reqd: has_version ? 1 : 0,
			description: has_version
				? __("Comes after version {0}.", [frappe.utils.escape_html(frm.doc.version)])
				: __("May stay empty: this contract has no version."),
		},
		{ fieldname: "column", fieldtype: "Column Break" },
		{
			fieldname: "announced_at",
			fieldtype: "Datetime",
			label: __("Announced at"),
			description: __("When the customers were told. Empty: that still has to be done."),
			change: show,
		},
		{
			fieldname: "reason",
			fieldtype: "Small Text",
			label: __("Why it may hold that early"),
			hidden: 1,
			description: __("Such as: both parties have agreed to it."),
		},
		{ fieldname: "dates_section", fieldtype: "Section Break" },
		{ fieldname: "dates", fieldtype: "HTML" },
	];
}

async function show_version_dates(frm, dialog) {
	const first_day = dialog.get_value("first_day");
	if (!first_day) return;
	const args = { contract: frm.doc.name, first_day, announced_at: dialog.get_value("announced_at") || "" };
	const { message } = await frappe.call({ method: `${OBLIGATIONS}.version_dates`, args, type: "GET" });
	if (dialog.get_value("first_day") !== first_day) return;
	const is_late = message.late.length > 0;
	dialog.set_df_property("reason", "hidden", is_late ? 0 : 1);
	dialog.set_df_property("reason", "reqd", is_late ? 1 : 0);
	dialog.fields_dict.dates.$wrapper.html(dates_html(message));
}

function dates_html({ before, late, after }) {
	const warning = late.length
		? `<p class="text-danger">${__("Too late by the contract: {0}", [
				late.map(({ what, due }) => `${frappe.utils.escape_html(what)} (${due})`).join("; "),
			])}</p>`
		: "";
	const tables = [
		date_table(__("Before it holds"), before),
		date_table(__("After it is announced, each at the latest"), after),
	].join("");
	return warning + (tables || `<p class="text-muted">${__("The contract says nothing about new versions.")}</p>`);
}

function date_table(title, rows) {
	if (!rows.length) return "";
	const escape = frappe.utils.escape_html;
	const lines = rows.map(
		({ what, due, articles }) =>
			`<tr><td>${escape(what)}</td><td>${escape(due || __("no date"))}</td><td class="text-muted">${escape(articles)}</td></tr>`
	);
	return `<p class="bold">${title}</p><table class="table table-sm small">${lines.join("")}</table>`;
}

async function make_version(frm, dialog, { first_day, version, announced_at, reason }) {
	const args = {
		name: frm.doc.name,
		first_day,
		version: version || "",
		announced_at: announced_at || "",
		reason: reason || "",
	};
	const { message } = await frappe.call({ method: "sla_nl.api.contracts.new_version", args, freeze: true });
	dialog.hide();
	frappe.set_route("Form", "SLA Contract", message);
}

// What else happens to a contract and makes something due: an objection, the start of a consultation.
async function offer_events(frm) {
	const { name } = frm.doc;
	frm.add_custom_button(__("Obligations"), () => frappe.set_route("List", "SLA Obligation", { contract: name }));
	const { message } = await frappe.call({ method: `${OBLIGATIONS}.events_of`, args: { contract: name }, type: "GET" });
	if (frm.doc.name === name && message.length) {
		frm.add_custom_button(__("Record an event"), () => ask_event(frm, message));
	}
}

function ask_event(frm, events) {
	const fields = [
		{
			fieldname: "event",
			fieldtype: "Select",
			label: __("What happened"),
			options: events.map((event) => ({ value: event, label: __(event) })),
			reqd: 1,
		},
		{ fieldname: "at", fieldtype: "Datetime", label: __("Happened at"), default: frappe.datetime.now_datetime(), reqd: 1 },
	];
	frappe.prompt(fields, async ({ event, at }) => {
		const args = { contract: frm.doc.name, event, at };
		const { message } = await frappe.call({ method: `${OBLIGATIONS}.record_event`, args, freeze: true });
		frappe.show_alert({ message: __("{0} obligations follow from it.", [message.length]), indicator: "green" });
		frappe.set_route("List", "SLA Obligation", { contract: frm.doc.name });
	}, __("Record an event"), __("Record"));
}
