// Lists of codes, such as the clocks of a rule, in the words of the user: shown so and typed so.

const CODES = {
	clocks: ["registration", "response", "recovery", "resolution", "update", "report", "quote"],
	channels: ["portal", "email", "phone", "chat", "form", "standby", "monitoring"],
};
const CODED = {
	"SLA Event Rule": ["clocks"],
	"SLA Channel Rule": ["clocks", "channels"],
	"SLA Follow Up": ["event", "next_event"],
	"SLA Maintenance Rule": ["announced_through"],
	"SLA Communication Rule": ["media"],
};

frappe.ui.form.on("SLA Contract", {
	setup(frm) {
		say_articles(frm);
		for (const [doctype, fields] of Object.entries(CODED)) {
			for (const fieldname of fields) {
				say_in_words(doctype, fieldname, words_of, codes_of);
				describe(doctype, fieldname);
			}
		}
	},
});

function describe(doctype, fieldname) {
	if (!CODES[fieldname]) return;
	const codes = CODES[fieldname].map((code) => __(code)).join(", ");
	set_property(doctype, fieldname, "description", __("Separated by commas: {0}", [codes]));
}

// What is typed in the user's language is stored as codes; what is unknown stays, and is refused.
function codes_of(typed) {
	const all = [...CODES.clocks, ...CODES.channels, ...OCCASIONS];
	const known = new Map(all.map((code) => [words_of(code).toLowerCase(), code]));
	return split(typed).map((word) => known.get(word.toLowerCase()) || word).join(", ");
}
