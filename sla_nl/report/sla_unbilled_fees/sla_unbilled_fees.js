// Unbilled fees: a row for each customer, month and currency, or for each entry. Where ERPNext is on
// the site, the ticked rows become draft Sales Invoices.

(() => {
	const MONTHS_OFFERED = 24;
	// from Frappe 16 on the formatter of a text escapes it; before, the text was put in as HTML
	const escapes = !frappe.format("<", { fieldtype: "Data" }).includes("<");
	const STATE_COLORS = { Proposed: "orange", Confirmed: "blue", Disputed: "red" };

	frappe.query_reports["SLA Unbilled Fees"] = {
		filters: [
			// Frappe refuses a link to a customer whom Helpdesk hides from the user: this is a text.
			{
				fieldname: "customer",
				fieldtype: "Autocomplete",
				label: __("Customer"),
				get_query: "sla_nl.api.fees.unbilled_customers",
				ignore_validation: 1,
			},
			{ fieldname: "first_month", fieldtype: "Select", options: months(), label: __("From month") },
			{ fieldname: "last_month", fieldtype: "Select", options: months(), label: __("To month") },
			{
				fieldname: "state",
				fieldtype: "Select",
				options: ["", ...Object.keys(STATE_COLORS)],
				label: __("State"),
			},
			{ fieldname: "per_entry", fieldtype: "Check", label: __("Entry by entry") },
		],

		onload(report) {
			if (!frappe.model.can_create("Sales Invoice")) return;
			report.page.add_inner_button(__("Draft Sales Invoice"), () => draft_invoices(report));
		},

		get_datatable_options(options) {
			return { ...options, checkboxColumn: frappe.model.can_create("Sales Invoice") };
		},

		formatter(value, row, column, data, default_formatter) {
			if (data && column.fieldname === "state") {
				return `<span class="indicator-pill ${STATE_COLORS[value]}">${__(value)}</span>`;
			}
			if (data && column.fieldname === "amount" && data.amount === null) {
				return `<span class="text-muted">${__("to be set")}</span>`;
			}
			const is_text = column.fieldtype === "Data" && typeof value === "string";
			return default_formatter(is_text && !escapes ? frappe.utils.escape_html(value) : value, row, column, data);
		},
	};

	function months() {
		const this_month = moment().startOf("month");
		const month = (back) => this_month.clone().subtract(back, "months").format("YYYY-MM");
		return ["", ...Array.from({ length: MONTHS_OFFERED }, (_, back) => month(back))];
	}

	function draft_invoices(report) {
		const ticked = report.get_checked_items().filter((row) => row.customer);
		const bills = new Map(ticked.map(({ customer, month }) => [`${month} ${customer}`, { customer, month }]));
		if (!bills.size) {
			frappe.msgprint(__("Tick the customers and months to bill."));
			return;
		}
		const question = __("Draft invoices of the confirmed fees of {0} customers and months?", [bills.size]);
		frappe.confirm(question, async () => {
			const made = [];
			for (const args of bills.values()) {
				made.push(...(await draft(args)));
			}
			report.datatable.rowmanager.checkAll(false);
			report.refresh();
			if (made.length) show_invoices(made);
		});
	}

	/** Draft for one customer and month. What the server refuses it shows itself; the others go on. */
	async function draft(args) {
		try {
			const { message } = await frappe.call({
				method: "sla_nl.api.fees.draft_invoices",
				args,
				freeze: true,
			});
			return message;
		} catch {
			return [];
		}
	}

	function show_invoices(names) {
		const links = names.map((name) => frappe.utils.get_form_link("Sales Invoice", name, true));
		frappe.msgprint({ title: __("Draft Sales Invoices"), message: links.join("<br>"), indicator: "green" });
	}
})();
