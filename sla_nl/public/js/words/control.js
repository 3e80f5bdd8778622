// Fields that store codes: shown in words, and typed in words.

/**
 * Have a field show and read words in place of the codes that it stores, in forms and in grids.
 * `words_of` makes words of codes, `codes_of` makes codes of what is typed and of the codes before it;
 * `html_of` draws a value that cannot be changed, else its words are shown.
 */
function say_in_words(doctype, fieldname, words_of, codes_of, html_of) {
	const draw = html_of || ((value) => frappe.utils.escape_html(words_of(value)));
	set_property(doctype, fieldname, "formatter", (value) => draw(value || ""));
	set_property(doctype, fieldname, "on_make", (control) => {
		control.format_for_input = (value) => words_of(value || "");
		control.parse = (typed) => codes_of(typed || "", control.get_model_value() || "");
		if (html_of && !control.only_input) draw_below(control, html_of);
	});
}

/** Set a property of a field, for all documents that are shown from now on. */
function set_property(doctype, fieldname, property, value) {
	// Frappe keeps a field twice, and has copied it for the grids of the form before its scripts run.
	const copies = Object.values(frappe.meta.docfield_copy[doctype] || {}).map((copy) => copy[fieldname]);
	const kept = (frappe.meta.docfield_list[doctype] || []).filter((field) => field.fieldname === fieldname);
	for (const field of [frappe.meta.docfield_map[doctype]?.[fieldname], ...kept, ...copies]) {
		if (field) field[property] = value;
	}
}

/** Call a document of the log by words: in its heading, in the trail above it and, since Frappe 17, beside it. */
function call_page(frm, title) {
	frm.page.set_title(title);
	frappe.breadcrumbs.update(); // Frappe 17 has its trail in the heading: the title replaced the list there
	frm.get_title = () => title;
	$(frm.wrapper).find(".form-sidebar .form-title-text .ellipsis").text(title);
	// the trail may not be drawn yet, and then its last link is another page
	const own = (_, { href }) => decodeURIComponent(href).endsWith(`/${frm.doc.name}`);
	frappe.breadcrumbs.$breadcrumbs.find("li").last().find("a").filter(own).text(title);
}

// A value that can be changed is drawn too, below its input.
function draw_below(control, html_of) {
	const place = $("<div class='sla-nl-below'></div>").insertAfter(control.$input);
	const set = control.set_formatted_input.bind(control);
	control.set_formatted_input = (value) => {
		set(value);
		place.html(html_of(value || ""));
	};
}

/** Return the parts of a list such as "phone, standby". */
function split(list) {
	return (list || "").split(",").map((word) => word.trim()).filter(Boolean);
}
