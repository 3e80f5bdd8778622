// Contracts, calendars and matrices that come with the app are shown as they are, with a banner.

function show_standard(frm, banner) {
	frm.set_intro();
	const is_standard = Boolean(frm.doc.is_standard);
	for (const field of frm.meta.fields) {
		if (!["is_standard", "is_hidden"].includes(field.fieldname)) {
			frm.set_df_property(field.fieldname, "read_only", is_standard ? 1 : field.read_only);
		}
	}
	if (is_standard) frm.set_intro(banner, "blue");
}

// Draws what the server makes of the form as it stands, now and shortly after each change.
// The pictures never go through a field's options: Frappe would run those as a template.
function keep_drawn(frm, draw) {
	draw(frm);
	if (frm.sla_nl_is_watched) return;
	frm.sla_nl_is_watched = true;
	const again = frappe.utils.debounce(() => draw(frm), 600);
	frm.$wrapper.on("dirty", () => again());
}

function draw_html(frm, fieldname, html) {
	frm.fields_dict[fieldname].$wrapper.html(html || "");
}
