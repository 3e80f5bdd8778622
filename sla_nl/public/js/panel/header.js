// Helpdesk's own page calls a date that is not there failed, in red. A contract may promise none, or
// have none yet: then it says so.

const DATES = { "First Response": "response_by", Resolution: "resolution_by" };
const RED = ["color", "background-color"];
const LABELS = "#app-header span, [role=tabpanel] .text-gray-600";

/** Mend what the page says of the dates that a ticket does not have. */
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

/** The first text that is no blank. */
function textIn(node) {
	const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
	while (walker.nextNode()) if (walker.currentNode.data.trim()) return walker.currentNode;
	return null;
}
