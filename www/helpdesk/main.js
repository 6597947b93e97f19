/**
 * The helpdesk page: one agent, a list of tickets, one open ticket.
 *
 *   session.js  who is signed in, requests in their name     sign-in.js       the way in
 *   ticketing.js  the helpdesk's API                          ticket-list.js   left pane
 *   conversation.js, call-entry.js, composer.js  middle pane  details.js       right pane
 *   phone.js  Ringdesk: all there is of the integration       text/            the page's words
 *
 * The address names the open ticket (`#ticket/12`); whoever wants a ticket shown sets it.
 */
import { composeFor, hideComposer, unsentTicket } from './composer.js';
import { showConversation, showHead, showLoading } from './conversation.js';
import { hideDetails, showDetails } from './details.js';
import { avatar, button, dress, el, toast } from './dom.js';
import { dropAllDrafts } from './draft.js';
import { icon } from './icon.js';
import { language, text } from './language.js';
import { phone } from './phone.js';
import { agent, session, signIn, signOut } from './session.js';
import { askToSignIn, takeDemoToken } from './sign-in.js';
import { showList } from './ticket-list.js';
import { farParty } from './call-entry.js';
import { callFacts, listAgents, listCalls, listTickets, openTicket, person, searchTickets } from './ticketing.js';

const REFRESH_MS = 15_000;
// The phone writes a call's end to its ticket after the call has ended; how soon depends on the network.
const AFTER_CALL_MS = [500, 1_500, 4_000];

const desk = document.getElementById('desk');
const blank = document.getElementById('blank');
const search = document.getElementById('search');
const wide = matchMedia('(min-width: 760px)');
const roomy = matchMedia('(min-width: 1180px)');

const state = { view: 'open', tickets: null, found: null, words: '', calls: null, agents: null, openId: null, open: null, failed: false, me: null, detailsShown: roomy.matches };
let lastUser = null;

dress();
phone.setAttribute('lang', language);
start();

async function start() {
  const demo = takeDemoToken();
  if (demo) {
    try {
      await signIn({ demo });
    } catch (error) {
      await askToSignIn({ why: text(error.status === 401 ? 'signIn.demoGone' : 'error.network') });
    }
  }
  if (!agent()) await askToSignIn();
  enter();
}

function enter() {
  state.me = agent();
  if (lastUser && lastUser !== state.me.user) {
    // Someone else's tab now: their phone, their drafts, their lists.
    dropAllDrafts();
    location.reload();
    return;
  }
  lastUser = state.me.user;
  document.body.dataset.view = 'desk';
  desk.hidden = false;
  phone.hidden = false;
  document.getElementById('me-name').textContent = state.me.name;
  document.getElementById('me-avatar').replaceWith(Object.assign(avatar(state.me.name, 'small'), { id: 'me-avatar' }));
  refreshAll();
  followAddress();
}

session.addEventListener('lost', async () => {
  // The phone stays: a call that is on goes on.
  desk.hidden = true;
  await askToSignIn({ why: text('signIn.expired') });
  enter();
});

document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  document.getElementById('conversation-scroll').focus();
});

document.getElementById('sign-out').addEventListener('click', async () => {
  await signOut();
  dropAllDrafts();
  history.replaceState(null, '', location.pathname + location.search);
  location.reload();
});

// ── Lists ────────────────────────────────────────────────────────────────────────────────────────

const onList = {
  view(name) { state.view = name; drawList(); },
  missedOnly(wanted) { state.missedOnly = wanted; drawList(); },
  clear() { search.value = ''; find(''); search.focus(); },
  retry: () => refreshAll(),
  dial,
};

function drawList() {
  showList(state, onList);
}

async function refreshLists() {
  try {
    const [tickets, calls, agents] = await Promise.all([
      listTickets(), listCalls({ limit: 30 }).catch(() => state.calls ?? []), listAgents().catch(() => state.agents ?? [])]);
    Object.assign(state, { tickets, calls, agents, failed: false });
  } catch {
    state.failed = true;
  }
  if (!agent()) return;
  drawList();
  if (!state.openId && wide.matches && state.tickets?.length) {
    const first = state.tickets.find((ticket) => ticket.status !== 'solved' && ticket.status !== 'closed') ?? state.tickets[0];
    location.replace(`#ticket/${first.id}`);
  }
  if (!state.openId) drawBlank();
}

function refreshAll() {
  return Promise.all([refreshLists(), state.openId ? refreshOpen() : null]);
}

let searching = 0;
async function find(words) {
  const turn = ++searching;
  state.words = words.trim();
  // On a small screen the results take the ticket's place.
  if (state.words && !wide.matches && state.openId) location.hash = '';
  if (!state.words) {
    state.found = null;
    drawList();
    return;
  }
  try {
    const found = await searchTickets(state.words);
    if (turn !== searching) return;
    state.found = found;
    drawList();
  } catch (error) {
    if (turn === searching && error.status !== 401) toast(text('error.network'));
  }
}

let typing;
search.addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(() => find(search.value), 200);
});
search.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') onList.clear();
  if (event.key === 'Enter' && state.found?.length) location.hash = `ticket/${state.found[0].id}`;
});

document.addEventListener('keydown', (event) => {
  const isTyping = event.composedPath()[0].matches?.('input, textarea, select, [contenteditable]');
  if (event.key === '/' && !isTyping && !desk.hidden) {
    event.preventDefault();
    search.focus();
  }
  if (event.key === 'Escape' && state.detailsShown && !roomy.matches) toggleDetails(false);
});

// ── The open ticket ──────────────────────────────────────────────────────────────────────────────

addEventListener('hashchange', followAddress);

function followAddress() {
  if (!agent()) return;
  const demo = takeDemoToken();
  if (demo) {
    signIn({ demo }).then(enter, () => toast(text('signIn.demoGone')));
    return;
  }
  const id = Number(/^#ticket\/(\d+)$/.exec(location.hash)?.[1]) || null;
  if (id === state.openId) {
    if (id) refreshOpen();
    return;
  }
  const unsent = unsentTicket();
  const takesFocus = unsent || document.activeElement?.closest?.('#list, #details, #conversation');
  Object.assign(state, { openId: id, open: null });
  desk.dataset.open = id ? 'true' : 'false';
  blank.hidden = true;
  if (!roomy.matches) toggleDetails(false);
  if (state.tickets) drawList();
  if (!id) {
    hideComposer();
    hideDetails();
    drawBlank();
    document.title = text('title');
    return;
  }
  showLoading();
  hideComposer();
  hideDetails();
  refreshOpen({ fresh: true, takesFocus });
  if (unsent) toast(text('draft.kept', unsent), { name: text('draft.back'), run: () => { location.hash = `ticket/${unsent}`; } });
}

async function refreshOpen({ fresh = !state.open, takesFocus = false } = {}) {
  const id = state.openId;
  try {
    const opened = await openTicket(id);
    if (id !== state.openId || !agent()) return;
    const unchanged = JSON.stringify(opened) === JSON.stringify(state.open);
    state.open = opened;
    if (!unchanged || fresh) drawOpen(fresh);
    if (takesFocus) document.getElementById('ticket-subject').focus();
    drawDetails();
  } catch (error) {
    if (error.status === 401 || id !== state.openId) return;
    if (!state.open) drawBlank(error);
  }
}

function drawOpen(fresh) {
  const { ticket, entries } = state.open;
  document.title = `${ticket.subject} · #${ticket.id}`;
  blank.hidden = true;
  drawHead();
  // The composer first: it takes its room, then the conversation can be at its end.
  composeFor(ticket, (id) => { toast(text('composer.sent', id)); refreshAll(); });
  showConversation(ticket, entries, { requester: person(ticket.requester_id), callbacks: callbacksOf(ticket, entries), dial }, { fresh });
}

function drawHead() {
  showHead(state.open.ticket, state, { back: () => { location.hash = ''; }, details: () => toggleDetails(!state.detailsShown) });
}

/** Calls made to a missed caller since, which have tickets of their own (CT-21, CT-22). */
function callbacksOf(ticket, entries) {
  const missed = entries.find((entry) => entry.kind === 'call' && entry.call.direction === 'inbound' && !entry.call.answeredAt);
  const number = missed && farParty(missed.call).number;
  return (state.calls ?? []).map(callFacts).filter((call) => number && call.direction === 'outbound' && call.to === number
    && call.ticketId != null && String(call.ticketId) !== String(ticket.id) && call.startedAt > missed.at).slice(0, 3);
}

async function drawDetails() {
  const { ticket } = state.open;
  const requester = person(ticket.requester_id);
  const others = (state.tickets ?? []).filter((other) => other.requester_id === ticket.requester_id && other.id !== ticket.id);
  const calls = requester?.phone ? await listCalls({ limit: 5, number: requester.phone }).catch(() => []) : [];
  if (state.open?.ticket.id === ticket.id) showDetails(ticket, { calls, others }, { dial, close: () => toggleDetails(false) });
}

function toggleDetails(shown) {
  state.detailsShown = shown;
  desk.dataset.details = String(shown);
  if (state.open) drawHead();
  const target = document.querySelector(shown ? '#details .close-details' : '#ticket-head .toggle-details');
  if (document.activeElement === document.body) target?.focus();
}
desk.dataset.details = String(state.detailsShown);
roomy.addEventListener('change', () => toggleDetails(roomy.matches));

function drawBlank(error) {
  blank.hidden = false;
  const missing = error?.status === 404;
  document.getElementById('ticket-head').replaceChildren();
  document.getElementById('conversation').replaceChildren();
  blank.replaceChildren(
    icon(error ? 'triangle-alert' : 'inbox', 28),
    el('p', {}, error ? text(missing ? 'ticket.missing' : 'error.network', state.openId) : text('ticket.choose')),
    error && !missing ? button({ name: text('retry'), drawing: 'refresh-cw', kind: 'plain', onclick: () => refreshOpen({ fresh: true }) }) : '',
    error ? el('a', { class: 'button plain', href: '#' }, text('list.back')) : '');
}

// ── The phone ────────────────────────────────────────────────────────────────────────────────────

function dial(number) {
  if (typeof phone.dial === 'function') phone.dial(number);
  else toast(text('phone.missing'));
}

phone.addEventListener('ringdesk-ticket', () => refreshAll());
phone.addEventListener('ringdesk-ended', () => AFTER_CALL_MS.forEach((delay) => setTimeout(() => agent() && refreshAll(), delay)));

setInterval(() => {
  if (agent() && document.visibilityState === 'visible') refreshAll();
}, REFRESH_MS);
document.addEventListener('visibilitychange', () => {
  if (agent() && document.visibilityState === 'visible') refreshAll();
});
