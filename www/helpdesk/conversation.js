/**
 * The middle pane: one ticket's head and its conversation of replies, internal notes, calls and status changes.
 */
import { callEntry } from './call-entry.js';
import { avatar, button, el } from './dom.js';
import { day, timeOfDay } from './format.js';
import { icon } from './icon.js';
import { text } from './language.js';
import { statusMark, statusName } from './status.js';
import { isCallTicket, person } from './ticketing.js';

const head = document.getElementById('ticket-head');
const list = document.getElementById('conversation');
const scroller = document.getElementById('conversation-scroll');

/** The ticket's head; `on` is `{ back(), details() }`. */
export function showHead(ticket, { detailsShown }, on) {
  head.replaceChildren(
    button({ label: text('list.back'), drawing: 'chevron-left', class: 'button quiet square back', onclick: on.back }),
    el('div', { class: 'ticket-title' },
      el('h1', { tabindex: '-1', id: 'ticket-subject' }, ticket.subject || text('ticket.noSubject')),
      el('p', { class: 'ticket-facts' },
        statusMark(ticket.status),
        el('span', { class: 'number' }, `#${ticket.id}`),
        el('span', { class: 'fact' }, icon(isCallTicket(ticket) ? 'phone' : 'mail', 13), text(isCallTicket(ticket) ? 'channel.voice' : `channel.${ticket.via?.channel === 'web' ? 'web' : 'email'}`)))),
    button({ label: text('details.toggle'), drawing: 'panel-right', class: 'button quiet square toggle-details', 'aria-expanded': String(detailsShown), 'aria-controls': 'details', onclick: on.details }));
}

/** The conversation; stays at its end if the reader was there. `context` is what call-entry.js needs. */
export function showConversation(ticket, entries, context, { fresh }) {
  const wasAtEnd = fresh || scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
  const scrolled = scroller.scrollTop;
  let lastDay = null;
  list.replaceChildren(...entries.flatMap((entry) => {
    const today = day(entry.at);
    const divider = today === lastDay ? [] : [el('li', { class: 'day' }, el('span', {}, today))];
    lastDay = today;
    return [...divider, el('li', { class: 'entry', 'data-kind': entry.kind, 'data-entry': entry.id }, show(ticket, entry, context))];
  }));
  scroller.scrollTop = wasAtEnd ? scroller.scrollHeight : scrolled;
}

function show(ticket, entry, context) {
  if (entry.kind === 'call') return callEntry(entry, context);
  if (entry.kind === 'status') return statusChange(entry);
  return message(ticket, entry);
}

function message(ticket, { authorId, at, body, public: isPublic }) {
  const author = person(authorId);
  const isCustomer = authorId === ticket.requester_id;
  // 0 is the exchange itself.
  const name = author?.name || text(authorId ? 'unknownPerson' : 'thePhone');
  return el('article', { class: isPublic ? (isCustomer ? 'message customer' : 'message agent') : 'message note' },
    authorId ? avatar(name) : el('span', { class: 'avatar machine', 'aria-hidden': 'true' }, icon('phone')),
    el('div', { class: 'message-body' },
      el('header', {},
        el('h2', {}, name),
        isPublic ? null : el('span', { class: 'note-mark' }, icon('lock', 12), text('note')),
        timeOfDay(at)),
      (body ?? '').split(/\n{2,}/).map((paragraph) => el('p', {}, paragraph))));
}

function statusChange({ authorId, at, to }) {
  return el('p', { class: 'change' }, icon('history', 13),
    el('span', {}, text('ticket.statusChanged', person(authorId)?.name ?? text(authorId ? 'someone' : 'thePhone'), statusName(to))), timeOfDay(at));
}

/** While a ticket is on its way. */
export function showLoading() {
  head.replaceChildren(el('div', { class: 'ticket-title skeleton', role: 'status', 'aria-label': text('loading') }, el('div', { class: 'skeleton-row' }, el('i'), el('i'))));
  list.replaceChildren();
}
