// What a row of a timeline holds, in words: "Status: Resolved, Could not wait: Yes".

/** Load what names the facts: the fields of a ticket. */
function load_fact_names() {
	return frappe.model.with_doctype("HD Ticket");
}

/** Return the facts of a row in words; `event` is that of the row. */
function facts_in_words(json, event) {
	const facts = JSON.parse(json || "{}");
	if (event === "withdrawn") return [__(facts.event), moment_in_words(facts.at)].join(", ");
	return Object.entries(facts).map(([name, value]) => `${fact_name(name)}: ${fact_value(name, value)}`).join(", ");
}

function fact_name(name) {
	const own = { is_merged: __("Merged into another ticket"), by_customer: __("Changed by the customer"), is_registered: __("Reported by a registered contact") };
	const field = frappe.meta.get_docfield("HD Ticket", name);
	return own[name] || (field ? __(field.label, null, "HD Ticket") : frappe.model.unscrub(name));
}

function fact_value(name, value) {
	const type = frappe.meta.get_docfield("HD Ticket", name)?.fieldtype;
	if (value === null || value === "") return "–";
	if (type === "Check" || ["is_merged", "by_customer", "is_registered"].includes(name)) return value ? __("Yes") : __("No");
	if (type === "Datetime") return moment_in_words(value);
	// Helpdesk stores its statuses as records, in English
	return type === "Select" || name === "status" ? __(value) : value;
}

/** Return seconds since 1970, UTC, as a moment of the user. */
function moment_in_words(seconds) {
	const local = frappe.datetime.convert_to_user_tz(moment.unix(seconds).tz(frappe.boot.time_zone.system).format("YYYY-MM-DD HH:mm:ss"));
	return frappe.datetime.str_to_user(local);
}
