// Finds values on Helpdesk's pages by the text of their labels. They have no ids, and their classes and
// nesting differ between versions of Helpdesk.

/** Yield the name of each label that is one of `names`, and the first text of the element after it. */
export function* labelled(root, names) {
	const found = [...texts(root)].filter((text) => names.includes(text.data.trim()));
	for (const { data, parentElement } of found) {
		const [value] = parentElement.nextElementSibling ? texts(parentElement.nextElementSibling) : [];
		if (value) yield [data.trim(), value];
	}
}

/** Yield the texts in an element that are not blank. */
function* texts(root) {
	const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
	while (walker.nextNode()) if (walker.currentNode.data.trim()) yield walker.currentNode;
}
