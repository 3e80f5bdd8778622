// A standard matrix is shown as it is.

frappe.ui.form.on("SLA Escalation Matrix", {
	refresh(frm) {
		show_standard(
			frm,
			__("This matrix comes with the app and cannot be changed. “Use this contract” on a contract makes a copy of its matrix too.")
		);
		show_words(frm.fields_dict.triggers.grid, "event");
		frm.fields_dict.triggers.grid.refresh();
	},
});
