// Lists of codes, such as the clocks of a rule, in the words of the user: shown so and typed so.

const CODES = {
	clocks: ["registration", "response", "recovery", "resolution", "update", "report", "quote"],
	channels: ["portal", "email", "phone", "chat", "form", "standby", "monitoring"],
};
const CODED = {
	event_rules: ["clocks"], channel_rules: ["clocks", "channels"], follow_ups: ["event"],
	credits: ["trigger"], maintenance: ["announced_through"], communication: ["media"],
};
const TYPED = { "SLA Event Rule": ["clocks"], "SLA Channel Rule": ["clocks", "channels"] };

for (const [doctype, fields] of Object.entries(TYPED)) {
	const handlers = {};
	for (const fieldname of fields) handlers[fieldname] = (frm, cdt, cdn) => write_codes(cdt, cdn, fieldname);
	frappe.ui.form.on(doctype, handlers);
}

frappe.ui.form.on("SLA Contract", {
	refresh(frm) {
		for (const [table, fields] of Object.entries(CODED)) {
			for (const fieldname of fields) describe(frm.fields_dict[table].grid, fieldname);
			frm.fields_dict[table].grid.refresh();
		}
	},
});

function describe(grid, fieldname) {
	show_words(grid, fieldname);
	if (!CODES[fieldname]) return;
	const codes = CODES[fieldname].map((code) => __(code)).join(", ");
	grid.update_docfield_property(fieldname, "description", __("Separated by commas: {0}", [codes]));
}

// What is typed in the user's language is stored as codes; what is unknown stays, and is refused.
function write_codes(cdt, cdn, fieldname) {
	const typed = locals[cdt][cdn][fieldname];
	const known = new Map(CODES[fieldname].map((code) => [__(code).toLowerCase(), code]));
	const codes = split(typed).map((word) => known.get(word.toLowerCase()) || word).join(", ");
	if (codes !== typed) frappe.model.set_value(cdt, cdn, fieldname, codes);
}
