// Corrects the customer's page of a ticket. Helpdesk shows an empty date as failed, in red, or on a
// small screen as "a month ago". If the contract promises no date, this shows a dash instead, as
// Helpdesk does for other empty fields.

const DATES = {
	"First Response": "response_by",
	Resolution: "resolution_by",
	"Expected First Response": "response_by",
	"Expected Resolution": "resolution_by",
};
const LABELS = "#app .text-gray-600, #app .text-gray-700";
const NOTHING = "—";

const observer = new MutationObserver(() => requestAnimationFrame(mend));
let ticket = null;
let path = "";

/** Correct the page of a ticket, now and each time that Helpdesk draws it again. */
export function show(doc) {
	[ticket, path] = [doc, location.pathname];
	document.querySelectorAll("[data-sla-nl]").forEach((badge) => badge.removeAttribute("style"));
	observer.observe(document.body, { childList: true, subtree: true });
	mend();
}

function mend() {
	if (location.pathname !== path) return observer.disconnect();
	for (const label of document.querySelectorAll(LABELS)) {
		const field = DATES[label.textContent.trim()];
		const value = field && label.nextElementSibling;
		const badge = value && (value.querySelector("[class*=red]") || value.querySelector("span"));
		if (!badge || ticket[field] || !ticket.sla_nl_judged_by || badge.textContent === NOTHING) continue;
		badge.textContent = NOTHING;
		badge.dataset.slaNl = "";
		badge.style.cssText = "background: none; color: var(--ink-gray-4, #999); padding: 0";
	}
}
