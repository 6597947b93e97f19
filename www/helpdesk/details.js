/**
 * The right pane: who asks, how to reach them, what else they asked, and when we last spoke.
 */
import { callRow } from './call-entry.js';
import { avatar, button, el, toast } from './dom.js';
import { ago, isCallable, phoneNumber } from './format.js';
import { icon } from './icon.js';
import { text } from './language.js';
import { statusMark } from './status.js';
import { callFacts, person } from './ticketing.js';

const pane = document.getElementById('details');

/** `on` is `{ dial(number), close() }`. */
export function showDetails(ticket, { calls, others }, on) {
  const requester = person(ticket.requester_id) ?? {};
  const name = requester.name || text('unknownPerson');
  const assignee = person(ticket.assignee_id);
  const tags = ticket.tags ?? [];

  pane.replaceChildren(
    button({ label: text('close'), drawing: 'x', class: 'button quiet square close-details', onclick: on.close }),
    el('div', { class: 'person' }, avatar(name, 'large'), el('div', {}, el('h2', {}, name), el('p', {}, text('details.customer')))),
    el('div', { class: 'reach' },
      requester.phone ? reach('phone', phoneNumber(requester.phone), requester.phone, isCallable(requester.phone)
        ? button({ name: text('call'), drawing: 'phone', kind: 'call-now', 'aria-label': text('callPerson', `${name}, ${phoneNumber(requester.phone)}`), onclick: () => on.dial(requester.phone) }) : null) : null,
      requester.email ? reach('mail', requester.email, requester.email) : null,
      requester.phone || requester.email ? null : el('p', { class: 'aside' }, icon('globe', 15), text('details.noNumber'))),
    section('details.ticket', el('dl', { class: 'properties' },
      property('details.assignee', assignee?.name ?? el('span', { class: 'aside' }, text('details.nobody'))),
      property('details.created', ago(ticket.created_at)),
      property('details.updated', ago(ticket.updated_at)),
      tags.length ? property('details.tags', el('ul', { class: 'tags' }, tags.map((tag) => el('li', {}, tag)))) : null)),
    others.length ? section('details.others', el('ul', { class: 'others' }, others.slice(0, 5).map((other) => el('li', {},
      el('a', { href: `#ticket/${other.id}` }, el('span', { class: 'other-subject' }, other.subject), statusMark(other.status, 13)))))) : '',
    calls.length ? section('details.calls', el('ul', { class: 'calls' }, calls.map((call) => el('li', {}, callRow({ ...callFacts(call), id: call.id }, on))))) : '');
}

export function hideDetails() {
  pane.replaceChildren();
}

function reach(drawing, shown, value, action) {
  return el('div', { class: 'reach-row' }, icon(drawing, 15), el('span', { class: 'reach-value', title: value }, shown), action,
    button({
      label: text('copyValue', shown), drawing: 'copy',
      onclick: async () => {
        await navigator.clipboard.writeText(value);
        toast(text('copied', shown));
      },
    }));
}

function section(key, ...content) {
  return el('section', {}, el('h3', { class: 'section-name' }, text(key)), ...content);
}

function property(key, value) {
  return el('div', {}, el('dt', {}, text(key)), el('dd', {}, value));
}
