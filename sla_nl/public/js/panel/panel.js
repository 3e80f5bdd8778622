// What Helpdesk's form scripts and the desk's form load: one address with a version for all parts.

const { search } = new URL(import.meta.url);
const [ticket, fresh, desk] = await Promise.all(
	["ticket_page", "new_ticket", "desk_form"].map((name) => import(`./${name}.js${search}`))
);

export const showTicket = ticket.show;
export const newTicket = fresh.newTicket;
export const showOnDesk = desk.show;
