// "Try a ticket": which dates a ticket would get, judged as a real ticket of Helpdesk would be.

// The dates follow what is chosen: none of another ticket are ever left standing.
function try_ticket(frm) {
	const choices = frm.sla_nl_choices || {};
	if (!Object.keys(choices).length) {
		frappe.msgprint(__("There is nothing to try yet: the contract has no targets, or cannot be saved."));
		return;
	}
	const change = frappe.utils.debounce(() => show_dates(frm, dialog), 200);
	const dialog = new frappe.ui.Dialog({
		title: __("Try a ticket"),
		size: "large",
		fields: trial_fields(frm.sla_nl_helpdesk, choices, change),
	});
	dialog.fields_dict.kind.df.change = () => {
		offer_priorities(dialog, choices);
		change();
	};
	offer_priorities(dialog, choices);
	dialog.show();
	change();
}

function trial_fields({ priorities, ticket_types }, choices, change) {
	const made_up = "eval:!doc.ticket";
	const by_map = { value: "", label: __("as the contract says") };
	const kinds = Object.keys(choices).map((kind) => ({ value: kind, label: __(kind) }));
	return [
		{ fieldtype: "Section Break", depends_on: made_up },
		{
			fieldname: "reported_at", fieldtype: "Datetime", label: __("Reported"), change,
			default: frappe.datetime.now_datetime(),
		},
		{
			fieldname: "responded_at", fieldtype: "Datetime", label: __("Responded"), change,
			description: __("Some clocks start there. Empty: not yet."),
		},
		{ fieldtype: "Column Break" },
		{
			fieldname: "helpdesk_priority", fieldtype: "Select", label: __("Helpdesk priority"), change,
			options: plain_options(priorities), default: priorities[0],
		},
		{
			fieldname: "ticket_type", fieldtype: "Select", label: __("Ticket type"), change,
			options: plain_options(["", ...ticket_types]), default: "",
		},
		{
			fieldname: "channel", fieldtype: "Select", label: __("Reported through"), change,
			options: ["", ...CODES.channels].map((value) => ({ value, label: __(value) })),
			description: __("Empty: not known."),
		},
		{ fieldtype: "Column Break" },
		{ fieldname: "kind", fieldtype: "Select", label: __("Kind"), options: [by_map, ...kinds], default: "" },
		{
			fieldname: "priority", fieldtype: "Select", label: __("Priority"), change,
			description: __("As an agent can set both on a ticket."),
		},
		{ fieldtype: "Section Break" },
		{
			fieldname: "ticket", fieldtype: "Link", options: "HD Ticket", only_select: 1, change,
			label: __("Or a real ticket"), description: __("Judged with everything that happened to it."),
		},
		{ fieldname: "dates", fieldtype: "HTML" },
	];
}

// Frappe puts the label of an option in as HTML.
function plain_options(values) {
	return values.map((value) => ({ value, label: frappe.utils.escape_html(value) }));
}

function offer_priorities(dialog, choices) {
	const kind = dialog.get_value("kind") || Object.keys(choices)[0];
	const options = (choices[kind] || []).map(({ value, label }) => ({
		value,
		label: frappe.utils.escape_html(label),
	}));
	dialog.set_df_property("priority", "options", [{ value: "", label: __("as the contract says") }, ...options]);
	dialog.set_value("priority", "");
}

function show_dates(frm, dialog) {
	const asked = (dialog.sla_nl_asked = {});
	const { ticket, dates, ...made_up } = dialog.get_values(true);
	dialog.fields_dict.dates.$wrapper.empty();
	if (!ticket && !made_up.reported_at) return;
	const [method, values] = ticket ? ["of_real_ticket", { ticket }] : ["of_ticket", made_up];
	frappe
		.xcall(`${METHODS}.${method}`, { document: JSON.stringify(frm.doc), ...values })
		.then(({ dates, faults }) => {
			if (dialog.sla_nl_asked !== asked) return;
			dialog.fields_dict.dates.$wrapper.html(faults ? faults_html(faults) : dates);
		});
}
