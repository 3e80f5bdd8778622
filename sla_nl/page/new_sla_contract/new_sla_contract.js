// The page "New contract": a contract of one's own from one page of answers. What it is made of is
// in public/js/start; Frappe loads those files after this one.

frappe.pages["new-sla-contract"].on_page_load = async (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("New contract"), single_column: true });
	// servers keep such a file for a year under one address
	const day = new Date().toISOString().slice(0, 10);
	const [{ el }, { message }] = await Promise.all([
		import(`/assets/sla_nl/js/panel/dom.js?${day}`),
		frappe.call({ method: "sla_nl.api.start.choices", type: "GET" }),
	]);
	sla_nl.start.el = el;
	wrapper.sla_nl_start = new sla_nl.start.Start(page, message);
};

// A page is kept while the user is elsewhere: a second contract begins afresh.
frappe.pages["new-sla-contract"].on_page_show = (wrapper) => wrapper.sla_nl_start?.begin_if_done();
