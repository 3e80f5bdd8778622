// The names of events that a contract or an escalation matrix holds as codes.

function event_words() {
	return {
		authority_insufficient: __("authority does not suffice"),
		backup_made: __("a back-up was made"),
		change_started: __("a change has begun"),
		consultation_ended: __("consultation has ended"),
		consultation_started: __("consultation has begun"),
		extra_service_used: __("an extra service was used"),
		incident_meeting_held: __("a meeting about incidents was held"),
		line_insufficient: __("the line cannot solve it"),
		monitoring_error: __("monitoring reports an error"),
		not_resolved: __("not resolved in time"),
		objection_received: __("an objection was received"),
		poor_performance: __("poor performance"),
		quote_accepted: __("a quote was accepted"),
		service_unavailable: __("the service is not available"),
		software_change_needed: __("software has to be changed"),
		subscribed_contacts: __("contacts who subscribed"),
		system_error: __("an error in the system"),
		target_missed: __("a promise was broken"),
		termination_given: __("notice was given"),
		test_document_shared: __("a test document was shared"),
		third_party: __("a third party is needed"),
		update_missed: __("a status update was missed"),
		version_announced: __("a version was announced"),
		version_effective: __("a version takes effect"),
		workaround_known: __("a workaround is known"),
	};
}

/** Return a list of codes in words: "phone, standby" in the language of the user. */
function words_of(codes) {
	const words = event_words();
	return split(codes).map((code) => words[code] || __(code)).join(", ");
}

/** Show the codes of a grid's column in words. */
function show_words(grid, fieldname) {
	grid.update_docfield_property(fieldname, "formatter", (value) => frappe.utils.escape_html(words_of(value)));
}

function split(list) {
	return (list || "").split(",").map((word) => word.trim()).filter(Boolean);
}
