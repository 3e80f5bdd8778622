// Corrects the dates on Helpdesk's ticket page. Helpdesk shows an empty date as failed, in red. The
// contract may promise no date, or the date may not be known yet: then this shows "No date".

const DATES = { "First Response": "response_by", Resolution: "resolution_by" };
const RED = ["color", "background-color"];
const LABELS = "#app-header span, [role=tabpanel] .text-gray-600";

/** Show `noDate` on the page for the dates that a ticket does not have. */
export function mendHeader(doc, noDate) {
	for (const label of document.querySelectorAll(LABELS)) {
		const field = DATES[label.textContent.trim()];
		if (!field || !label.nextElementSibling) continue;
		const text = textIn(label.nextElementSibling);
		if (!text) continue;
		const { style } = text.parentElement;
		if (doc[field]) {
			if (text.data !== noDate) RED.forEach((property) => style.removeProperty(property));
		} else if (/^(Failed|Overdue)\b/.test(text.data.trim())) {
			text.data = noDate;
			style.color = "var(--ink-gray-5, #7c7c7c)";
			style.backgroundColor = "transparent";
		}
	}
}

/** Return the first text node that is not blank, or null. */
function textIn(node) {
	const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
	while (walker.nextNode()) if (walker.currentNode.data.trim()) return walker.currentNode;
	return null;
}
