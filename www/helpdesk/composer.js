/**
 * Where an agent writes: a public reply or an internal note, and the status that goes with it.
 * What is typed is a draft from the first key on and leaves only when the server has it.
 */
import { el } from './dom.js';
import { draftOf, dropDraft, keepDraft } from './draft.js';
import { icon } from './icon.js';
import { text } from './language.js';
import { CHOOSABLE, statusName } from './status.js';
import { updateTicket } from './ticketing.js';

const form = document.getElementById('composer');
const SEND_KEY = /mac/i.test(navigator.platform) ? '⌘ ↵' : 'Ctrl ↵';

let ticket = null;
let isPublic = true;
let isSending = false;
let onSent = () => {};

const kinds = el('div', { class: 'kinds', role: 'group', 'aria-label': text('composer.kind') },
  kindButton(true, 'reply', 'composer.reply'), kindButton(false, 'lock', 'note'));
const box = el('textarea', { id: 'comment', rows: '1', 'aria-describedby': 'composer-problem', 'aria-keyshortcuts': 'Control+Enter Meta+Enter' });
const label = el('label', { class: 'unseen', for: 'comment' });
const status = el('select', { id: 'set-status', 'aria-label': text('composer.status') });
const send = el('button', { class: 'button primary', type: 'submit' });
const problem = el('p', { class: 'field-error', id: 'composer-problem', role: 'alert' });

form.append(kinds, label, box, problem,
  el('div', { class: 'composer-foot' },
    el('label', { class: 'set-status' }, el('span', {}, text('composer.setAs')), status),
    el('span', { class: 'hint', 'aria-hidden': 'true' }, SEND_KEY), send));

function kindButton(makesPublic, drawing, key) {
  return el('button', { type: 'button', class: 'kind', 'data-public': String(makesPublic), onclick: () => { choose(makesPublic); keep(); box.focus(); } }, icon(drawing, 14), text(key));
}

/** Makes the composer this ticket's; `sent` is called with the updated ticket. */
export function composeFor(next, sent) {
  onSent = sent;
  const isSame = ticket?.id === next.id;
  const statusUntouched = !isSame || status.value === ticket.status;
  ticket = next;
  form.hidden = false;
  if (!isSame) {
    const draft = draftOf(next.id);
    box.value = draft?.body ?? '';
    choose(draft?.public ?? true);
    problem.replaceChildren();
  }
  if (statusUntouched) offerStatuses();
  const isClosed = ticket.status === 'closed';
  for (const control of [box, status, ...kinds.children]) control.disabled = isClosed;
  box.placeholder = placeholder();
  fit();
}

export function hideComposer() {
  ticket = null;
  form.hidden = true;
}

/** The id of the ticket whose text has the focus and is not sent. */
export function unsentTicket() {
  return ticket && box.value.trim() && form.contains(document.activeElement) ? ticket.id : null;
}

function offerStatuses() {
  const choices = CHOOSABLE.includes(ticket.status) ? CHOOSABLE : [ticket.status, ...CHOOSABLE];
  status.replaceChildren(...choices.map((choice) => el('option', { value: choice, selected: choice === ticket.status }, statusName(choice))));
  status.value = ticket.status;
}

function choose(nextPublic) {
  isPublic = nextPublic;
  form.dataset.kind = isPublic ? 'reply' : 'note';
  for (const choice of kinds.children) choice.setAttribute('aria-pressed', String(choice.dataset.public === String(isPublic)));
  label.textContent = text(isPublic ? 'composer.reply' : 'note');
  box.placeholder = placeholder();
  allow();
}

function placeholder() {
  if (ticket?.status === 'closed') return text('composer.closed');
  return text(isPublic ? 'composer.replyPlaceholder' : 'composer.notePlaceholder');
}

function allow() {
  const hasText = Boolean(box.value.trim());
  const hasStatus = ticket && status.value !== ticket.status;
  send.disabled = isSending || !(hasText || hasStatus);
  send.title = send.disabled && !isSending ? text('composer.nothing') : '';
  send.replaceChildren(icon(hasText || !hasStatus ? 'send' : 'check', 15),
    text(isSending ? 'composer.sending' : !hasText && hasStatus ? 'composer.update' : isPublic ? 'composer.send' : 'composer.addNote'));
}

function keep() {
  if (ticket) keepDraft(ticket.id, { body: box.value, public: isPublic });
}

function fit() {
  box.style.height = 'auto';
  box.style.height = `${Math.min(box.scrollHeight + 2, 240)}px`;
  allow();
}

box.addEventListener('input', () => { keep(); fit(); });
status.addEventListener('change', allow);
box.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  if (send.disabled) return;
  const sending = ticket;
  const body = box.value.trim();
  const change = {
    ...(body ? { comment: { body, public: isPublic } } : {}),
    ...(status.value === sending.status ? {} : { status: status.value }),
  };
  isSending = true;
  problem.replaceChildren();
  allow();
  try {
    const updated = await updateTicket(sending.id, change);
    dropDraft(sending.id);
    if (ticket?.id === sending.id) {
      box.value = '';
      ticket = { ...ticket, ...updated };
      offerStatuses();
    }
    onSent(sending.id);
  } catch (error) {
    // A lost session shows the way in; the draft waits behind it.
    if (error.status !== 401 && ticket?.id === sending.id) problem.replaceChildren(icon('triangle-alert'), el('span', {}, reason(error)));
  } finally {
    isSending = false;
    fit();
  }
});

function reason(error) {
  if (error.status === 0) return text('composer.notSent');
  if (error.status === 409) return text('composer.conflict');
  if (error.status === 429) return text('composer.tooMany');
  return `${text('composer.refused')} ${error.message}`;
}
