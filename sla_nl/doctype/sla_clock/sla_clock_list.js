// In the list: which clock, how it stands, when it is due; those that run first, the nearest on top.

const COLOURS = {
	"not started": "gray",
	running: "blue",
	paused: "orange",
	met: "green",
	breached: "red",
	"not applicable": "gray",
};

frappe.listview_settings["SLA Clock"] = {
	add_fields: ["clock", "share", "state"],
	filters: [["state", "=", "running"]],
	hide_name_column: true,
	get_indicator: ({ state }) => [__(state), COLOURS[state] || "gray", `state,=,${state}`],
	formatters: {
		due_key(_key, _field, { clock, share }) {
			const name = frappe.utils.to_title_case(__(clock));
			if (share === "100") return name;
			return `${name} (${Number(share).toLocaleString(frappe.boot.lang, { maximumFractionDigits: 6 })}%)`;
		},
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
