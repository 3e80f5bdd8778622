// The open tickets, what is late on top and in red. A number leads to the ticket's page in Helpdesk.

(() => {
	// from Frappe 16 on the formatter of a text escapes it; before, the text was put in as HTML
	const escapes = !frappe.format("<", { fieldtype: "Data" }).includes("<");

	frappe.query_reports["SLA Work List"] = {
		filters: [],

		formatter(value, row, column, data, default_formatter) {
			if (data && column.fieldname === "name") {
				const ticket = encodeURIComponent(value);
				return `<a href="/helpdesk/tickets/${ticket}">${frappe.utils.escape_html(value)}</a>`;
			}
			const is_text = column.fieldtype === "Data" && typeof value === "string";
			const shown = default_formatter(
				is_text && !escapes ? frappe.utils.escape_html(value) : value, row, column, data
			);
			const is_late = data?.is_late && column.fieldname === "standing";
			return is_late ? `<span style="color: var(--red-700, #b42318); font-weight: 500">${shown}</span>` : shown;
		},
	};
})();
