// The page "New contract": a contract of one's own from one page of answers. What it is made of is
// in public/js/start; Frappe loads those files after this one.

frappe.pages["new-sla-contract"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("New contract"), single_column: true });
	frappe.call({ method: "sla_nl.api.start.choices", type: "GET" }).then(({ message }) => {
		wrapper.sla_nl_start = new sla_nl.start.Start(page, message);
	});
};

// A page is kept while the user is elsewhere: a second contract begins afresh.
frappe.pages["new-sla-contract"].on_page_show = (wrapper) => wrapper.sla_nl_start?.begin_if_done();
