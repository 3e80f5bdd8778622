// A standard matrix is shown as it is.

frappe.ui.form.on("SLA Escalation Matrix", {
	refresh(frm) {
		frm.set_intro();
		const is_standard = Boolean(frm.doc.is_standard);
		for (const field of frm.meta.fields) {
			if (!["is_standard", "is_hidden"].includes(field.fieldname)) {
				frm.set_df_property(field.fieldname, "read_only", is_standard ? 1 : field.read_only);
			}
		}
		if (is_standard) {
			frm.set_intro(
				__("This matrix comes with the app and cannot be changed. “Use this contract” on a contract makes a copy of its matrix too."),
				"blue"
			);
		}
	},
});
