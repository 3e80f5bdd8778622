// Advice on the contract in a form, before it is saved, each with a button that mends it.

function draw_advice(frm, advice) {
	const shown = frm.doc.is_standard ? [] : advice;
	const $place = frm.fields_dict.advice.$wrapper.empty();
	frm.toggle_display("advice", shown.length > 0);
	if (!shown.length) return;
	const list = document.createElement("div");
	list.className = "sla-nl-advice";
	list.style.cssText = "border-left: 3px solid var(--orange-500); padding: 4px 12px";
	list.append(...shown.map((one) => advice_line(frm, one)));
	$place.append(list);
}

function advice_line(frm, { text, label, table, rows, changes }) {
	const line = document.createElement("div");
	line.style.cssText = "display: flex; flex-wrap: wrap; gap: 8px; align-items: center; padding: 4px 0";
	const said = document.createElement("span");
	said.textContent = text;
	line.append(said);
	if (!label) return line;
	const button = document.createElement("button");
	button.className = "btn btn-default btn-xs";
	button.textContent = label;
	button.addEventListener("click", () => mend(frm, table, rows, changes));
	line.append(button);
	return line;
}

// Nothing is saved: the form shows what changed, and draws the contract again.
function mend(frm, table, rows, changes) {
	rows.forEach((row) => frm.add_child(table, row));
	changes.forEach((change) => (frm.doc[change.table][change.row - 1][change.field] = change.value));
	new Set([table, ...changes.map((change) => change.table)].filter(Boolean)).forEach((name) => frm.refresh_field(name));
	frm.dirty();
	draw(frm);
}
