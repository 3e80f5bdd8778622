// Lists of codes, such as the clocks of a rule, in the words of the user: shown so and typed so.

const CODES = {
	clocks: ["registration", "response", "recovery", "resolution", "update", "report", "quote"],
	channels: ["portal", "email", "phone", "chat", "form", "standby", "monitoring"],
};
const LISTS = { "SLA Event Rule": "clocks", "SLA Channel Rule": ["clocks", "channels"] };

for (const [doctype, fields] of Object.entries(LISTS)) {
	const handlers = {};
	for (const fieldname of [].concat(fields)) handlers[fieldname] = (frm, cdt, cdn) => write_codes(cdt, cdn, fieldname);
	frappe.ui.form.on(doctype, handlers);
}

frappe.ui.form.on("SLA Contract", {
	setup() {
		for (const [doctype, fields] of Object.entries(LISTS)) {
			for (const fieldname of [].concat(fields)) show_words(frappe.meta.get_docfield(doctype, fieldname), fieldname);
		}
	},
});

function show_words(field, fieldname) {
	field.formatter = (value) => frappe.utils.escape_html(words_of(value));
	field.description = __("Separated by commas: {0}", [CODES[fieldname].map((code) => __(code)).join(", ")]);
}

function words_of(codes) {
	return split(codes).map((code) => __(code)).join(", ");
}

// What is typed in the user's language is stored as codes; what is unknown stays, and is refused.
function write_codes(cdt, cdn, fieldname) {
	const typed = locals[cdt][cdn][fieldname];
	const known = new Map(CODES[fieldname].map((code) => [__(code).toLowerCase(), code]));
	const codes = split(typed).map((word) => known.get(word.toLowerCase()) || word).join(", ");
	if (codes !== typed) frappe.model.set_value(cdt, cdn, fieldname, codes);
}

function split(list) {
	return (list || "").split(",").map((word) => word.trim()).filter(Boolean);
}
