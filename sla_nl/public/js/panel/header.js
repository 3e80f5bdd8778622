// Corrects the dates on Helpdesk's ticket page. Helpdesk shows an empty date as failed, in red. The
// contract may promise no date, or the date may not be known yet: then this shows "No date".

import { labelled } from "./labels.js";

const DATES = { "First Response": "response_by", Resolution: "resolution_by" };
const RED = ["color", "background-color"];
const PLACES = "#app-header, [role=tabpanel]";

/** Show `noDate` on the page for the dates that a ticket does not have. */
export function mendHeader(doc, noDate) {
	for (const place of document.querySelectorAll(PLACES)) {
		for (const [label, text] of labelled(place, Object.keys(DATES))) mend(text, doc[DATES[label]], noDate);
	}
}

function mend(text, date, noDate) {
	const { style } = text.parentElement;
	if (date) {
		if (text.data !== noDate) RED.forEach((property) => style.removeProperty(property));
	} else if (/^(Failed|Overdue)\b/.test(text.data.trim())) {
		text.data = noDate;
		style.color = "var(--ink-gray-6, #666666)";
		style.backgroundColor = "transparent";
	}
}
