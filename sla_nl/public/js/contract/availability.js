// How the services of a contract stand now, on the tab Availability.

frappe.ui.form.on("SLA Contract", {
	refresh(frm) {
		draw_html(frm, "uptime", "");
		if (frm.is_new() || !(frm.doc.availability || []).length) return;
		const { name } = frm.doc;
		frappe
			.call({ method: "sla_nl.api.availability.of_contract", args: { contract: name }, type: "GET" })
			.then(({ message }) => {
				if (frm.doc.name !== name) return;
				draw_html(frm, "uptime", `${message}<p class="uptime-links" style="margin-top: 8px"></p>`);
				const links = frm.fields_dict.uptime.$wrapper.find(".uptime-links");
				const link = (text, ...route) =>
					$(`<a href="#" style="margin-right: 16px">${text}</a>`).on("click", (event) => {
						event.preventDefault();
						frappe.set_route(...route);
					});
				links.append(
					link(__("Earlier periods"), "query-report", "SLA Availability", { contract: name }),
					link(__("Outages"), "List", "SLA Outage", { contract: name })
				);
			});
	},
});
