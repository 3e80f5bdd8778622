// What was kept of what was promised in a period. A number leads to the tickets behind it.

(() => {
	const YEARS_OFFERED = 3;
	// from Frappe 16 on the formatter of a text escapes it; before, the text was put in as HTML
	const escapes = !frappe.format("<", { fieldtype: "Data" }).includes("<");
	const OUTCOMES = { tickets: "all", met: "met", missed: "missed", undecided: "undecided" };
	const DRILLED = ["period", "contract", "customer", "team", "kind", "priority", "target", "show"];
	// the filters as they were before a number was pressed
	let before = null;

	frappe.query_reports["SLA Compliance"] = {
		filters: [
			{
				fieldname: "period",
				fieldtype: "Autocomplete",
				label: __("Period"),
				options: periods(),
				default: moment().subtract(1, "month").format("YYYY-MM"),
				reqd: 1,
				ignore_validation: 1,
			},
			{
				fieldname: "basis",
				fieldtype: "Select",
				label: __("Counts in the period"),
				options: [
					{ value: "decided", label: __("in which it was decided") },
					{ value: "reported", label: __("in which it was reported") },
				],
				default: "decided",
			},
			{
				fieldname: "show",
				fieldtype: "Select",
				label: __("Show", null, "SLA Compliance"),
				options: [
					{ value: "", label: __("Figures") },
					{ value: "missed", label: __("Missed promises") },
					{ value: "met", label: __("Promises that were met") },
					{ value: "undecided", label: __("Promises not decided yet") },
					{ value: "all", label: __("All promises") },
				],
			},
			// Frappe refuses a link to what the user may not see: these are texts.
			choice("contract", __("Contract"), "sla_nl.api.compliance.contracts"),
			choice("customer", __("Customer"), "sla_nl.api.compliance.customers"),
			choice("team", __("Team"), "sla_nl.api.compliance.teams"),
			{
				fieldname: "kind",
				fieldtype: "Select",
				label: __("Kind"),
				options: ["", "incident", "change", "question", "problem"].map((value) => ({ value, label: __(value) })),
			},
			{ fieldname: "priority", fieldtype: "Data", label: __("Priority") },
			{ fieldname: "target", fieldtype: "Data", label: __("Promise"), hidden: 1 },
			{ fieldname: "by_customer", fieldtype: "Check", label: __("By customer") },
			{ fieldname: "by_team", fieldtype: "Check", label: __("By team") },
			{ fieldname: "by_month", fieldtype: "Check", label: __("By month") },
		],

		onload(report) {
			report.page.add_inner_button(__("Back to the figures"), () => {
				report.set_filter_value(before || { target: "", show: "" });
				before = null;
			});
			report.page.wrapper.on("click", "[data-sla-nl-show]", (event) => {
				event.preventDefault();
				const { slaNlShow: show, slaNlRow: index } = event.currentTarget.dataset;
				drill(report, report.data[index], show);
			});
		},

		formatter(value, row, column, data, default_formatter) {
			const name = column.fieldname;
			if (data && name === "ticket" && value) {
				return `<a href="/helpdesk/tickets/${encodeURIComponent(value)}">${frappe.utils.escape_html(value)}</a>`;
			}
			if (data && value == null && ["Float", "Percent", "Int"].includes(column.fieldtype)) return "";
			const is_text = column.fieldtype === "Data" && typeof value === "string";
			const shown = default_formatter(
				is_text && !escapes ? frappe.utils.escape_html(value) : value, row, column, data
			);
			if (data && name in OUTCOMES && value && data.target && data.met !== undefined) {
				const index = frappe.query_report.data.indexOf(data);
				return `<a href="#" style="text-decoration: underline" data-sla-nl-show="${OUTCOMES[name]}" data-sla-nl-row="${index}">${shown}</a>`;
			}
			if (data && name === "kept" && data.is_kept !== null) {
				return `<span class="indicator-pill ${data.is_kept ? "green" : "red"}">${shown}</span>`;
			}
			return shown;
		},
	};

	function choice(fieldname, label, get_query) {
		return { fieldname, label, fieldtype: "Autocomplete", get_query, ignore_validation: 1 };
	}

	/** The years offered, each followed by its quarters and months, the latest first. */
	function periods() {
		const this_year = moment().year();
		return Array.from({ length: YEARS_OFFERED }, (_, back) => this_year - back).flatMap((year) => [
			`${year}`,
			...[4, 3, 2, 1].map((quarter) => `${year}-Q${quarter}`),
			...Array.from({ length: 12 }, (_, month) => `${year}-${String(12 - month).padStart(2, "0")}`),
		]);
	}

	/** Show the promises that a number of a row counts. */
	function drill(report, row, show) {
		const chosen = { ...row, period: row.month, show };
		before = Object.fromEntries(DRILLED.map((name) => [name, report.get_filter_value(name) || ""]));
		report.set_filter_value(Object.fromEntries(DRILLED.map((name) => [name, chosen[name] || before[name]])));
	}
})();
