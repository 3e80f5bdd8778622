// The name of a clock: "Resolution", or "Resolution (90%)" for an aim.

function clock_in_words({ clock, share }) {
	const name = frappe.utils.to_title_case(__(clock));
	if (share === "100") return name;
	return `${name} (${Number(share).toLocaleString(frappe.boot.lang, { maximumFractionDigits: 6 })}%)`;
}

/** Return the name of a clock such as "resolution@90"; an empty text for none. */
function clock_of_key(key) {
	const [clock, share] = (key || "").split("@");
	return clock && clock_in_words({ clock, share });
}

/** Return a missed promise such as "incident/Urgent/resolution@90" in words; a service stays. */
function promise_in_words(promise) {
	const [, kind, priority, key] = (promise || "").match(/^(\w+)\/(.*)\/(\w+@[\d.]+)$/) || [];
	return key ? `${frappe.utils.to_title_case(__(kind))} ${priority}: ${clock_of_key(key)}` : promise || "";
}

/** Have the codes of a clock read as words, in its form and in reports. */
function say_clocks() {
	set_property("SLA Clock", "due_key", "formatter", (key) => frappe.utils.escape_html(clock_of_key(key)));
	set_property("SLA Clock", "set_aside", "formatter", (version) => (version ? __("Yes") : ""));
}
