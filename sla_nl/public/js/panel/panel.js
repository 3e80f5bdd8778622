// What Helpdesk's form scripts and the desk's form load: one address with a version for all parts.

const { search } = new URL(import.meta.url);
// all asked for at once, not as one finds that it needs the next
const [ticket, fresh, desk] = await Promise.all(
	["ticket_page", "new_ticket", "desk_form", "view", "drawing", "countdown", "server", "dom"].map(
		(name) => import(`./${name}.js${search}`)
	)
);

export const showTicket = ticket.show;
export const newTicket = fresh.newTicket;
export const showOnDesk = desk.show;
