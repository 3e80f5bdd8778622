// The week of a calendar, drawn from what stands in the form; the closed dates of a year are
// proposed, shown, then filled in.

frappe.ui.form.on("SLA Calendar", {
	setup: say_articles,
	refresh(frm) {
		show_standard(
			frm,
			__("This calendar comes with the app, and contracts share it. “Copy it to edit” makes a copy for contracts of your own that need other hours.")
		);
		keep_drawn(frm, draw_week);
		offer_time_zones(frm);
		if (!frm.doc.is_standard && !frm.doc.always_open && !frm.doc.holiday_list && !frm.is_new() && frm.perm[0].write) {
			frm.add_custom_button(__("Fill closed dates"), () => ask_years(frm));
		}
		if (!frm.is_new() && frappe.model.can_create("SLA Calendar")) {
			frm.add_custom_button(__("Copy it to edit"), () => ask_contracts(frm));
		}
	},
});

function draw_week(frm) {
	frappe
		.xcall("sla_nl.api.previews.of_calendar", { document: JSON.stringify(frm.doc) })
		.then(({ week, faults }) => draw_html(frm, "week", week || faults));
}

function offer_time_zones(frm) {
	frappe
		.call({ method: "frappe.core.doctype.user.user.get_timezones", type: "GET" })
		.then(({ message }) => frm.fields_dict.time_zone.set_data(message.timezones));
}

// Contracts share a calendar; other hours for some of them are a copy.
async function ask_contracts(frm) {
	const args = { calendar: frm.doc.name };
	const { message: users } = await frappe.call({ method: "sla_nl.api.contracts.contracts_with", args, type: "GET" });
	const fields = [
		{
			fieldname: "contracts",
			fieldtype: "MultiSelectList",
			label: __("For contracts"),
			description: __("They use the copy from then on. Other contracts keep this calendar."),
			get_data: (text) => users.filter(({ value, description }) => `${value} ${description}`.toLowerCase().includes(text.toLowerCase())),
		},
	];
	frappe.prompt(
		fields,
		({ contracts }) =>
			frappe
				.xcall("sla_nl.api.contracts.copy_calendar", { ...args, contracts: contracts || [] })
				.then((name) => frappe.set_route("Form", "SLA Calendar", name)),
		__("Copy it to edit"),
		__("Make a copy")
	);
}

function ask_years(frm) {
	if (frm.is_dirty()) {
		frappe.msgprint(__("Save the calendar first."));
		return;
	}
	const this_year = new Date().getFullYear();
	const change = frappe.utils.debounce(() => show_difference(frm, dialog), 200);
	const dialog = new frappe.ui.Dialog({
		title: __("Fill closed dates"),
		fields: [
			{ fieldname: "first_year", fieldtype: "Int", label: __("First year"), default: this_year, reqd: 1, change },
			{
				fieldname: "good_friday",
				fieldtype: "Select",
				label: __("Good Friday"),
				options: [
					{ value: "open", label: __("Working day") },
					{ value: "closed", label: __("Holiday") },
				],
				default: "open",
				change,
			},
			{ fieldtype: "Column Break" },
			{ fieldname: "last_year", fieldtype: "Int", label: __("Last year"), default: this_year + 1, reqd: 1, change },
			{
				fieldname: "liberation_day",
				fieldtype: "Select",
				label: __("Liberation Day"),
				options: [
					{ value: "lustrum", label: __("Every five years") },
					{ value: "every_year", label: __("Every year") },
					{ value: "never", label: __("Never") },
				],
				default: "lustrum",
				change,
			},
			{ fieldtype: "Section Break" },
			{ fieldname: "difference", fieldtype: "HTML" },
		],
		primary_action_label: __("Apply", null, "SLA Calendar"),
		primary_action() {
			apply_changes(frm, dialog.sla_nl_changes);
			dialog.hide();
		},
	});
	dialog.show();
	show_difference(frm, dialog);
}

// What is applied is what is shown: of the years and days that stand above it.
function show_difference(frm, dialog) {
	const { first_year, last_year, good_friday, liberation_day } = dialog.get_values(true);
	const asked = (dialog.sla_nl_asked = {});
	const { $wrapper } = dialog.fields_dict.difference;
	$wrapper.empty();
	dialog.disable_primary_action();
	if (!(first_year <= last_year)) return; // the other year is still to be typed
	frappe.call({
		method: "sla_nl.api.contracts.closed_date_changes",
		args: { calendar: frm.doc.name, first_year, last_year, good_friday, liberation_day },
		callback({ message }) {
			if (dialog.sla_nl_asked !== asked) return;
			dialog.sla_nl_changes = message;
			$wrapper.html(difference_html(message));
			if (message.added.length || message.removed.length) dialog.enable_primary_action();
		},
	});
}

function difference_html({ added, removed, kept }) {
	const line = (sign, color) => (day) =>
		`<tr><td style="width: 2em; color: var(--${color}-600)"><strong>${sign}</strong></td>
		<td style="width: 8em">${frappe.datetime.str_to_user(day.date)}</td>
		<td>${frappe.utils.escape_html(day.reason || "")}</td></tr>`;
	const rows = [...removed.map(line("−", "red")), ...added.map(line("+", "green"))].join("");
	const same = __("{0} dates stay as they are.", [kept.length]);
	return `<table class="table table-sm">${rows}</table><p class="text-muted">${same}</p>`;
}

function apply_changes(frm, { added, removed }) {
	const gone = new Set(removed.map((day) => day.date));
	const days = (frm.doc.closed_dates || [])
		.filter((row) => !gone.has(row.date))
		.map(({ date, reason }) => ({ date, reason }))
		.concat(added)
		.sort((one, other) => one.date.localeCompare(other.date));
	frm.clear_table("closed_dates");
	days.forEach((day) => frm.add_child("closed_dates", day));
	frm.refresh_field("closed_dates");
	frm.dirty();
	frappe.show_alert({ message: __("Look at the rows, then save."), indicator: "blue" });
}
