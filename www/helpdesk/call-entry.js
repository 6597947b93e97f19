/**
 * A call as people see it: as an entry of a conversation, and as a row of a list of calls.
 */
import { button, el } from './dom.js';
import { ago, duration, isCallable, phoneNumber, span, timeToTheSecond } from './format.js';
import { icon } from './icon.js';
import { text, textOr } from './language.js';
import { agent } from './session.js';
import { colleagueName, person } from './ticketing.js';

/** How a call came out: `live`, `answered`, `missed` (nobody of ours took it) or `unanswered` (nobody of theirs did). */
export function outcomeOf(call) {
  if (!call.endedAt && (call.answeredAt || !call.outcome)) return 'live';
  if (call.answeredAt || /^(answered|completed|connected)$/i.test(call.outcome ?? '')) return 'answered';
  return call.direction === 'outbound' ? 'unanswered' : 'missed';
}

function drawingOf(call) {
  return { live: 'phone-call', missed: 'phone-missed', unanswered: 'phone-off', answered: call.direction === 'outbound' ? 'phone-outgoing' : 'phone-incoming' }[outcomeOf(call)];
}

/** Why it was not answered, in words; CT-14 to CT-18, CT-28 to CT-36. Spelling of the reasons differs between products. */
function reasonOf(call) {
  const word = (call.missedReason || call.outcome || '').toLowerCase().replace(/^.*\./, '').replace(/[^a-z]/g, '');
  return textOr(`missed.${word}`, outcomeOf(call) === 'missed' ? text('missed.missed') : text('missed.noanswer'));
}

/** The far party: who called us, or whom we called. */
export function farParty(call) {
  const number = call.direction === 'outbound' ? call.to : call.from;
  const name = call.direction === 'outbound' ? call.toName ?? colleagueName(number) : call.fromName;
  return { number, name, isCallable: isCallable(number) };
}

function talkSeconds(call) {
  if (!call.answeredAt || !call.endedAt) return call.durationS;
  return (Date.parse(call.endedAt) - Date.parse(call.answeredAt)) / 1000;
}

function waitSeconds(call) {
  const until = call.answeredAt ?? call.endedAt;
  return call.startedAt && until ? (Date.parse(until) - Date.parse(call.startedAt)) / 1000 : null;
}

/**
 * A call inside a conversation. `context` is `{ requester, callbacks, dial(number) }`;
 * `callbacks` are later calls to the same number that have tickets of their own (CT-20, CT-22).
 */
export function callEntry(entry, { requester, callbacks, dial }) {
  const { call } = entry;
  const outcome = outcomeOf(call);
  const far = farParty(call);
  const name = far.name || requester?.name || phoneNumber(far.number) || text('unknownPerson');
  const ours = colleagueName(call.agent) ?? person(entry.authorId)?.name ?? call.agent;
  const talk = talkSeconds(call);
  const wait = waitSeconds(call);
  const number = far.isCallable ? far.number : requester?.phone;

  return el('article', { class: 'call', 'data-outcome': outcome, 'aria-label': text(`call.${call.direction}.${outcome}`) },
    el('span', { class: 'call-mark' }, icon(drawingOf(call), 18)),
    el('div', { class: 'call-what' },
      el('h2', {}, text(`call.${call.direction}.${outcome}`)),
      el('p', { class: 'call-who' },
        el('span', {}, call.direction === 'outbound' ? ours : name), icon('arrow-right', 12),
        el('span', {}, call.direction === 'outbound' ? name : outcome === 'missed' ? call.queue || call.to : ours),
        call.queue && outcome !== 'missed' ? el('span', { class: 'call-queue' }, text('call.via', call.queue)) : null)),
    el('div', { class: 'call-long' },
      outcome === 'live' ? el('span', { class: 'live' }, text('call.live')) : null,
      outcome === 'answered' && talk != null ? [el('span', { class: 'call-duration', title: text('call.talkTime') }, duration(talk))] : null),
    outcome === 'missed' || outcome === 'unanswered' ? el('p', { class: 'call-reason' }, reasonOf(call)) : null,
    outcome === 'answered' || outcome === 'missed' || outcome === 'unanswered' ? proportion(wait ?? 0, outcome === 'answered' ? talk ?? 0 : 0) : null,
    el('dl', { class: 'call-times' },
      fact('call.started', call.startedAt && timeToTheSecond(call.startedAt)),
      fact(outcome === 'answered' || outcome === 'live' ? 'call.answeredAfter' : 'call.rangFor', wait != null && span(wait)),
      fact('call.ended', call.endedAt && timeToTheSecond(call.endedAt))),
    entry.notes.length ? el('div', { class: 'call-notes' }, icon('lock', 13), el('div', {}, entry.notes.map((note) => el('p', {}, note)))) : null,
    outcome === 'missed' ? el('div', { class: 'call-actions' },
      number ? button({ name: text('call.back'), drawing: 'phone', kind: 'plain', onclick: () => dial(number) }) : el('p', { class: 'aside' }, text('call.noNumber')),
      callbacks.map((later) => el('a', { class: 'button link', href: `#ticket/${later.ticketId}` }, text('call.calledBack', colleagueName(later.agent ?? later.from) ?? later.agent ?? later.from, later.ticketId)))) : null);
}

/** How much of the call was waiting and how much talking, as two strokes. */
function proportion(wait, talk) {
  const total = wait + talk || 1;
  const SVG = 'http://www.w3.org/2000/svg';
  const bar = document.createElementNS(SVG, 'svg');
  bar.setAttribute('class', 'call-bar');
  bar.setAttribute('viewBox', '0 0 1000 4');
  bar.setAttribute('preserveAspectRatio', 'none');
  bar.setAttribute('aria-hidden', 'true');
  const waited = talk ? Math.min(Math.max((wait / total) * 1000, wait ? 12 : 0), 988) : 1000;
  for (const [part, from, width] of [['wait', 0, waited], ['talk', waited + (wait ? 4 : 0), 1000 - waited]]) {
    const rect = document.createElementNS(SVG, 'rect');
    for (const [key, value] of Object.entries({ class: part, x: from, width: Math.max(0, width), height: 4 })) rect.setAttribute(key, value);
    bar.append(rect);
  }
  return bar;
}

function fact(key, value) {
  return value ? el('div', {}, el('dt', {}, text(key)), el('dd', {}, value)) : null;
}

/** A call in a list: who, how it came out, when; one press calls again. */
export function callRow(call, { dial }) {
  const outcome = outcomeOf(call);
  const toMe = call.direction === 'outbound' && call.to === agent()?.user;
  const far = toMe ? { number: call.from, name: colleagueName(call.from), isCallable: true } : farParty(call);
  const name = far.name || phoneNumber(far.number) || text('unknownPerson');
  const talk = talkSeconds(call);
  const words = [
    el('span', { class: 'call-row-name' }, name),
    el('span', { class: 'call-row-meta' },
      el('span', {}, outcome === 'missed' || outcome === 'unanswered' ? reasonOf(call) : text(`call.${toMe ? 'inbound' : call.direction}.${toMe && outcome === 'unanswered' ? 'missed' : outcome}`)),
      outcome === 'answered' && talk != null ? el('span', { class: 'number' }, duration(talk)) : null),
  ];
  return el('div', { class: 'call-row', 'data-outcome': outcome },
    el('span', { class: 'call-mark small' }, icon(drawingOf(call), 15)),
    call.ticketId
      ? el('a', { class: 'call-row-words', href: `#ticket/${call.ticketId}`, 'data-key': `c${call.id}`, title: text('ticket.open', call.ticketId) }, words)
      : el('div', { class: 'call-row-words' }, words),
    call.startedAt ? ago(call.startedAt) : null,
    far.isCallable || (call.direction === 'outbound' && far.number)
      ? button({ label: text('callPerson', name), drawing: 'phone', 'data-key': `d${call.id}`, onclick: () => dial(far.number) })
      : el('span', { class: 'no-button' }));
}
