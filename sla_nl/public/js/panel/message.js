// The dialog in which an agent edits the draft of a message to the customer, and sends it.

const { search } = new URL(import.meta.url);
const [{ el, fill }, { getOf }] = await Promise.all(["dom", "server"].map((name) => import(`./${name}.js${search}`)));

/**
 * Open the draft of a message on a ticket.
 * @param send sends the values that it is called with; throws an error with a text if that fails
 * @param done called once the message was sent
 */
export async function write({ ticket, purpose, texts, send, done }) {
	const draft = await getOf("messages", "draft", { ticket, purpose });
	const text = el("textarea", { lang: draft.code, "aria-label": texts.message, "data-part": "text", spellcheck: "true" });
	text.value = draft.text;
	const fault = el("p", { class: "sla-nl-fault", role: "alert" });
	const label = draft.status ? fill(texts.send_and_solve, draft.status) : texts.send;
	const main = el("button", { type: "submit", class: "sla-nl-button sla-nl-main", "data-part": "send" }, label);
	const cancel = el("button", { type: "button", class: "sla-nl-button", onclick: () => dialog.close() }, texts.cancel);
	const submit = async (event) => {
		event.preventDefault();
		main.disabled = true;
		try {
			await send({ ticket, purpose, text: text.value, times_told: draft.times_told });
			dialog.close();
			done();
		} catch (error) {
			fault.textContent = error.message;
			main.disabled = false;
		}
	};
	const dialog = el("dialog", { class: "sla-nl sla-nl-dialog", "aria-label": texts.write, onclose: () => dialog.remove() },
		el("form", { onsubmit: submit },
			el("h2", {}, texts.write),
			el("p", { class: "sla-nl-small sla-nl-soft" }, fill(texts.message_to, draft.to, draft.language)),
			text, fault, el("div", { class: "sla-nl-ends" }, cancel, main)));
	document.body.append(dialog);
	dialog.showModal();
	select(text);
}

/** Select the first text in square brackets, which the agent has to fill in. */
function select(text) {
	const start = text.value.search(/\[[^\[\]]+\]/);
	text.focus();
	if (start < 0) return;
	text.setSelectionRange(start, text.value.indexOf("]", start) + 1);
}
