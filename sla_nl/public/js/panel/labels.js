// Helpdesk's pages name a date by a text and give it no id: it is found by that text, since the
// classes and the nesting differ between versions.

/** Each element whose text is one of these names, and the first text of the element after it. */
export function* labelled(root, names) {
	const found = [...texts(root)].filter((text) => names.includes(text.data.trim()));
	for (const { data, parentElement } of found) {
		const [value] = parentElement.nextElementSibling ? texts(parentElement.nextElementSibling) : [];
		if (value) yield [data.trim(), value];
	}
}

/** The texts in an element that are not blank. */
function* texts(root) {
	const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
	while (walker.nextNode()) if (walker.currentNode.data.trim()) yield walker.currentNode;
}
