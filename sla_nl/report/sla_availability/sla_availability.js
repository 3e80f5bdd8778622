// The availability of services by period, with what was left out and why.

(() => {
	// from Frappe 16 on the formatter of a text escapes it; before, the text was put in as HTML
	const escapes = !frappe.format("<", { fieldtype: "Data" }).includes("<");
	const PERIODS = [
		{ value: "month", label: __("Month") },
		{ value: "quarter", label: __("Quarter") },
		{ value: "half_year", label: __("Half year") },
		{ value: "year", label: __("Year") },
	];

	// Frappe asks the server for a chosen contract, then for its title, and has no value until then:
	// whoever does not wait for both reads all contracts
	const answered = () => frappe.after_ajax(() => frappe.timeout(0));

	frappe.query_reports["SLA Availability"] = {
		filters: [
			{
				fieldname: "contract",
				fieldtype: "Link",
				options: "SLA Contract",
				label: __("Contract"),
				get_query: () => ({ filters: { is_standard: 0, is_hidden: 0 } }),
				on_change: (report) => answered().then(() => report.refresh()),
			},
			{
				fieldname: "period",
				fieldtype: "Select",
				label: __("Period"),
				options: PERIODS,
				default: "month",
			},
			{ fieldname: "last", fieldtype: "Int", label: __("How many"), default: 6 },
		],

		onload: () => answered().then(answered),

		formatter(value, row, column, data, default_formatter) {
			const is_text = column.fieldtype === "Data" && typeof value === "string";
			const shown = default_formatter(
				is_text && !escapes ? frappe.utils.escape_html(value) : value, row, column, data
			);
			if (!data || !["budget", "kept"].includes(column.fieldname)) return shown;
			if (data.is_missed) return `<span style="color: var(--red-700, #b42318); font-weight: 500">${shown}</span>`;
			if (data.is_low) return `<span style="color: var(--orange-700, #8f5200); font-weight: 500">${shown}</span>`;
			return shown;
		},
	};
})();
