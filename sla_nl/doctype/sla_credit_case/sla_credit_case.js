// A credit case: choose its missed promises, record its meetings and progress, read its steps.

frappe.ui.form.on("SLA Credit Case", {
	setup(frm) {
		frm.set_query("customer", () => ({ query: "sla_nl.api.customers.search" }));
		frm.set_query("responsible", () => ({ filters: { user_type: "System User", enabled: 1 } }));
		set_property("SLA Credit Promise", "due_key", "formatter", (key) => frappe.utils.escape_html(clock_of_key(key)));
		frm.set_df_property("promises", "cannot_add_rows", true);
	},
	refresh(frm) {
		show_steps(frm);
		frm.set_intro();
		if (frm.doc.state === "Running" && frm.doc.percentage) {
			frm.set_intro(__("The discount is {0}% now. The fee entry of each step asks for the amount of its invoice.", [frm.doc.percentage]), "blue");
		}
		if (!frm.perm[0]?.write || frm.doc.state === "Progress made") return;
		frm.add_custom_button(__("Add missed promises"), () => add_promises(frm));
		if (frm.is_new()) return;
		frm.add_custom_button(__("Meeting was held"), () => record_meeting(frm)).addClass("btn-primary");
		if (frm.doc.state === "Running") frm.add_custom_button(__("Progress was made"), () => record_progress(frm));
	},
});

function show_steps(frm) {
	const steps = frm.doc.__onload?.steps;
	const empty = `<p class="text-muted">${__("Save the case to see its meetings and discounts.")}</p>`;
	frm.get_field("steps").$wrapper.html(steps || empty);
}

async function add_promises(frm) {
	const { customer, contract } = frm.doc;
	if (!customer || !contract) {
		frappe.msgprint(__("Choose the customer and the contract first."));
		return;
	}
	const { message: found } = await frappe.call({ method: "sla_nl.api.credits.missed_promises", args: { customer, contract } });
	const known = new Set((frm.doc.promises || []).map((row) => `${row.ticket} ${row.due_key}`));
	const left = found.filter((row) => !known.has(`${row.ticket} ${row.due_key}`));
	if (!left.length) {
		frappe.msgprint(__("This contract has no other missed promise to {0}.", [frappe.utils.escape_html(customer)]));
		return;
	}
	choose_promises(frm, left);
}

function choose_promises(frm, found) {
	const label = (row) => `${row.ticket}: ${row.name}, ${frappe.datetime.str_to_user(row.due)}. ${row.subject || ""}`;
	const options = found.map((row, at) => ({ label: frappe.utils.escape_html(label(row)), value: String(at) }));
	const dialog = new frappe.ui.Dialog({
		title: __("Add missed promises"),
		fields: [{ fieldname: "chosen", fieldtype: "MultiCheck", label: __("Missed promises"), options, columns: 1 }],
		primary_action_label: __("Add"),
		primary_action({ chosen }) {
			dialog.hide();
			frm.doc.promises = (frm.doc.promises || []).filter((row) => row.ticket);
			for (const at of chosen || []) {
				const { ticket, due_key, due, met_at } = found[at];
				frm.add_child("promises", { ticket, due_key, due, met_at });
			}
			frm.refresh_field("promises");
			frm.dirty();
		},
	});
	dialog.show();
}

function record_meeting(frm) {
	const next = (frm.doc.meetings || []).find((row) => !row.held_at);
	const fields = [
		{ fieldname: "held_at", fieldtype: "Datetime", label: __("Held at"), default: frappe.datetime.now_datetime(), reqd: 1 },
		{ fieldname: "minutes", fieldtype: "Small Text", label: __("Minutes"), description: __("What was agreed, and whether there is progress."), default: next?.minutes },
		{ fieldname: "document", fieldtype: "Attach", label: __("Minutes as a file") },
	];
	const record = async (values) => {
		const row = next || frm.add_child("meetings", { planned_for: values.held_at });
		Object.assign(row, values);
		frm.refresh_field("meetings");
		frm.dirty();
		await frm.save();
	};
	frappe.prompt(fields, record, __("Meeting was held"), __("Save"));
}

function record_progress(frm) {
	const fields = [
		{ fieldname: "progress_at", fieldtype: "Datetime", label: __("Progress recorded at"), default: frappe.datetime.now_datetime(), reqd: 1 },
		{ fieldname: "progress", fieldtype: "Small Text", label: __("What was achieved"), reqd: 1 },
	];
	const record = async (values) => {
		await frm.set_value(values);
		await frm.save();
	};
	frappe.prompt(fields, record, __("Progress was made"), __("Save"));
}
