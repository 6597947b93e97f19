/**
 * The left pane: tickets in three views, search results, recent calls and colleagues.
 */
import { callRow, outcomeOf } from './call-entry.js';
import { avatar, button, el } from './dom.js';
import { draftOf } from './draft.js';
import { ago } from './format.js';
import { icon } from './icon.js';
import { text, textOr } from './language.js';
import { statusMark } from './status.js';
import { callFacts, isCallTicket, isMissedTicket, party, person } from './ticketing.js';

const VIEWS = ['open', 'solved', 'calls'];
const IS_DONE = (ticket) => ticket.status === 'solved' || ticket.status === 'closed';

const views = document.getElementById('views');
const list = document.getElementById('list');

/** Shows `state`: `{ view, tickets, found, words, calls, agents, openId, me, failed }`; `on` is `{ view(name), missedOnly(wanted), dial(number), clear(), retry() }`. */
export function showList(state, on) {
  views.replaceChildren(...(state.found ? [resultsHead(state, on)] : VIEWS.map((name) => viewButton(name, state, on))));

  const focused = document.activeElement?.closest?.('#list [data-key]')?.dataset.key;
  const scrolled = list.scrollTop;
  list.replaceChildren(...content(state, on));
  list.scrollTop = scrolled;
  if (focused) list.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function viewButton(name, state, on) {
  const count = { open: () => state.tickets?.filter((ticket) => !IS_DONE(ticket)).length }[name]?.();
  return el('button', { type: 'button', class: 'view', 'aria-pressed': String(state.view === name), onclick: () => on.view(name) },
    text(`list.${name}`), count ? el('span', { class: 'count' }, String(count)) : null);
}

function resultsHead(state, on) {
  return el('div', { class: 'results-head', role: 'status' },
    el('span', {}, text('search.results', state.found.length, state.words)),
    button({ label: text('search.clear'), drawing: 'x', onclick: on.clear }));
}

function content(state, on) {
  if (state.failed && !state.tickets) return [empty('triangle-alert', text('error.network'), button({ name: text('retry'), drawing: 'refresh-cw', kind: 'plain', onclick: on.retry }))];
  if (!state.tickets) return [skeleton()];
  if (state.found) return state.found.length ? [ticketList(state.found, state)] : [empty('search', text('search.none', state.words))];
  if (state.view === 'calls') return callsAndTeam(state, on);
  const shown = state.tickets.filter((ticket) => IS_DONE(ticket) === (state.view === 'solved'));
  return shown.length ? [ticketList(shown, state)] : [empty('inbox', text(`list.${state.view}.none`))];
}

function ticketList(tickets, state) {
  return el('ul', { class: 'tickets' }, tickets.map((ticket) => el('li', {}, ticketRow(ticket, state.openId))));
}

function ticketRow(ticket, openId) {
  const requester = person(ticket.requester_id);
  const isCall = isCallTicket(ticket);
  return el('a', { class: 'ticket', href: `#ticket/${ticket.id}`, 'aria-current': ticket.id === openId ? 'true' : null, 'data-key': `t${ticket.id}` },
    el('span', { class: 'ticket-top' },
      el('span', { class: 'ticket-who' }, requester?.name || text('unknownPerson')),
      ago(ticket.updated_at)),
    el('span', { class: 'ticket-subject' }, ticket.subject || text('ticket.noSubject')),
    el('span', { class: 'ticket-meta' },
      statusMark(ticket.status, 13),
      isCall ? el('span', { class: isMissedTicket(ticket) ? 'channel missed' : 'channel' }, icon(isMissedTicket(ticket) ? 'phone-missed' : 'phone', 13), text(isMissedTicket(ticket) ? 'call.missed' : 'call')) : null,
      draftOf(ticket.id) ? el('span', { class: 'channel draft' }, icon('pencil-line', 13), text('draft')) : null,
      el('span', { class: 'ticket-id' }, `#${ticket.id}`)));
}

function callsAndTeam(state, on) {
  const colleagues = (state.agents ?? []).filter((agent) => agent.user !== state.me?.user);
  const calls = (state.calls ?? []).map((call) => ({ ...callFacts(call), id: call.id })).filter((call) => !state.missedOnly || outcomeOf(call) === 'missed');
  return [
    colleagues.length ? el('section', {},
      el('h2', { class: 'section-name' }, text('team')),
      el('ul', { class: 'team' }, colleagues.map((agent) => el('li', { class: 'colleague' },
        avatar(agent.name, 'small'),
        el('span', { class: 'colleague-name' }, agent.name),
        el('span', { class: 'presence', 'data-state': agent.state }, textOr(`state.${agent.state}`, agent.state)),
        button({ label: text('callPerson', agent.name), drawing: 'phone', 'data-key': `a${agent.user}`, onclick: () => on.dial(party(agent.uri) ?? agent.user) }))))) : null,
    el('section', {},
      el('div', { class: 'section-head' },
        el('h2', { class: 'section-name' }, text('calls.recent')),
        // CO-11: missed calls apart.
        el('button', { type: 'button', class: 'view small', 'aria-pressed': String(Boolean(state.missedOnly)), 'data-key': 'missed-only', onclick: () => on.missedOnly(!state.missedOnly) },
          icon('phone-missed', 13), text('calls.missedOnly'))),
      calls.length
        ? el('ul', { class: 'calls' }, calls.map((call) => el('li', {}, callRow(call, on))))
        : empty('phone', text(state.missedOnly ? 'calls.noneMissed' : 'calls.none'))),
  ].filter(Boolean);
}

function empty(drawing, words, action) {
  return el('div', { class: 'empty' }, icon(drawing, 20), el('p', {}, words), action);
}

function skeleton() {
  return el('div', { class: 'skeleton', role: 'status', 'aria-label': text('loading') }, Array.from({ length: 6 }, () => el('div', { class: 'skeleton-row' }, el('i'), el('i'), el('i'))));
}
