// Clauses as articles of the agreement, such as "art. 4.5", which unfold to its text.

/** Have the clauses of a form and of its rows read as articles. Call it in `setup`. */
function say_articles(frm) {
	const tables = frm.meta.fields.filter(({ fieldtype }) => fieldtype === "Table");
	for (const doctype of [frm.doctype, ...tables.map(({ options }) => options)]) {
		say_in_words(doctype, "clause", articles_of, clauses_of, articles_html);
	}
}

// A copy of a document, not saved yet, names the clauses of the document that it was made of.
function known_clauses() {
	frappe.sla_nl_clauses = { ...frappe.sla_nl_clauses, ...cur_frm?.doc?.__onload?.clauses };
	return frappe.sla_nl_clauses;
}

/** Return clauses as articles, each once: "art. 4.5, art. 4.5.1". What nobody knows stays as typed. */
function articles_of(clauses) {
	return [...by_article(clauses).keys()].join(", ");
}

/** Return the clauses of the articles that are typed; those that stood there before keep theirs. */
function clauses_of(typed, before) {
	const known = by_article(before);
	return split(typed).flatMap((name) => known.get(name)?.map(({ code }) => code) || name).join(", ");
}

function by_article(clauses) {
	const known = known_clauses();
	const articles = new Map();
	for (const code of split(clauses)) {
		const { name, text, language } = known[code] || { name: code };
		articles.set(name, [...(articles.get(name) || []), { code, text, language }]);
	}
	return articles;
}

function articles_html(clauses) {
	return [...by_article(clauses)].map(([name, found]) => article_html(name, found)).join(" ");
}

function article_html(name, found) {
	const label = frappe.utils.escape_html(name);
	const texts = new Map(found.filter(({ text }) => text).map(({ text, language }) => [text, language]));
	if (!texts.size) return label;
	const style = "margin: 4px 0 8px; padding-left: 10px; border-left: 2px solid var(--border-color); font-size: 13px; white-space: normal";
	const quotes = [...texts].map(([text, language]) =>
		`<blockquote lang="${language}" style="${style}">${frappe.utils.escape_html(text)}</blockquote>`);
	return `<details class="sla-nl-article" style="display: inline-block; margin-right: 8px; vertical-align: top">
		<summary style="cursor: pointer">${label}</summary>${quotes.join("")}</details>`;
}
