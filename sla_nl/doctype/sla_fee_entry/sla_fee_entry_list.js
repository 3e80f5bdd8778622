// In the list: the state of each entry, with those that were reversed told apart.

const COLORS = {
	Proposed: "orange",
	Confirmed: "blue",
	Invoiced: "green",
	Waived: "gray",
	Disputed: "red",
	Reversed: "gray",
};

frappe.listview_settings["SLA Fee Entry"] = {
	add_fields: ["state", "has_amount", "percentage", "reverses"],
	hide_name_column: true,
	filters: [["state", "in", ["Proposed", "Confirmed", "Disputed"]]],

	get_indicator(doc) {
		const state = is_reversed(doc) ? "Reversed" : doc.state;
		return [__(state), COLORS[state], `state,=,${doc.state}`];
	},

	formatters: {
		amount: (value, df, doc) =>
			doc.has_amount ? frappe.format(value, df, { inline: true }, doc) : to_be_set(doc),
	},

	onload(listview) {
		if (!frappe.user.has_role(["SLA Manager", "System Manager"])) return;
		listview.page.add_action_item(__("Confirm"), () => confirm_all(listview));
		listview.page.add_action_item(__("Mark invoiced"), () => mark_all_invoiced(listview));
	},

	// No field of an entry says that it was reversed: the reversal names it.
	async refresh(listview) {
		const names = listview.data.map((doc) => doc.name);
		if (!names.length) return;
		const reversals = await frappe.db.get_list("SLA Fee Entry", {
			filters: { state: "Reversed", reverses: ["in", names] },
			fields: ["reverses"],
			limit: names.length,
		});
		if (!reversals.length) return;
		const reversed = new Set(reversals.map((row) => row.reverses));
		listview.data.forEach((doc) => (doc.is_reversed = reversed.has(doc.name)));
		listview.render();
	},
};

function to_be_set({ percentage, reverses }) {
	return percentage && !reverses ? __("{0}% of an invoice", [percentage]) : __("to be set");
}

function is_reversed(doc) {
	return doc.is_reversed || doc.__onload?.reversal?.state === "Reversed";
}

function confirm_all(listview) {
	return move_all(listview, "confirm");
}

function mark_all_invoiced(listview) {
	const number = { fieldname: "number", fieldtype: "Data", label: __("Number of the invoice"), reqd: 1 };
	const title = __("Mark invoiced");
	frappe.prompt([number], (values) => move_all(listview, "mark_invoiced", values), title, title);
}

// One after the other: those before an entry that is refused are done, and the list shows them so.
async function move_all(listview, method, values = {}) {
	try {
		for (const entry of listview.get_checked_items(true)) {
			await frappe.call({ method: `sla_nl.api.fees.${method}`, args: { entry, ...values }, freeze: true });
		}
	} finally {
		listview.clear_checked_items();
		listview.last_args = null; // Frappe leaves out a refresh within three seconds of the last one
		listview.refresh();
	}
}
