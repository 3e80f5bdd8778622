// In the list: which clock, how it stands, when it is due; those that run first, the nearest on top.

const COLOURS = {
	"not started": "gray",
	running: "blue",
	paused: "orange",
	met: "green",
	breached: "red",
	"not applicable": "gray",
};

const HOUR_MS = 3_600_000;

/** Return the colour of a clock. One that runs is calm with days to go, and urgent within an hour. */
function colour_of({ state, due }) {
	if (state !== "running" || !due) return COLOURS[state] || "gray";
	const left = moment(frappe.datetime.convert_to_user_tz(due, false)).diff(moment());
	if (left < HOUR_MS) return "red";
	return left < 24 * HOUR_MS ? "orange" : "blue";
}

frappe.listview_settings["SLA Clock"] = {
	add_fields: ["clock", "share", "state", "due"],
	filters: [["state", "=", "running"]],
	hide_name_column: true,
	onload: say_clocks,
	get_indicator: (clock) => [__(clock.state), colour_of(clock), `state,=,${clock.state}`],
	formatters: {
		due_key: (_key, _field, clock) => clock_in_words(clock),
		due(due, _field, { state }) {
			if (!due) return "";
			const at = moment(frappe.datetime.convert_to_user_tz(due, false));
			const is_late = state === "running" && at.isBefore();
			const day = frappe.datetime.get_user_date_fmt().toUpperCase().replace("YYYY", "YY");
			const told = at.format(`${day} HH:mm`);
			return `<span class="${is_late ? "text-danger" : ""}" title="${at.fromNow()}">${told}</span>`;
		},
	},
};
