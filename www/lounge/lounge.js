/**
 * The help corner: who answers, how long the wait is, and the customer's name for the call.
 */
import { icon } from './icon.js';
import { language, text } from './language.js';

const REFRESH_MS = 8_000;
const NAME = 'northlight.name';

const help = document.getElementById('help');
const meet = document.getElementById('meet');
const nameField = document.getElementById('name');
const toHelp = document.getElementById('to-help');

for (const element of document.querySelectorAll('[data-text]')) element.textContent = text(element.dataset.text);
for (const element of document.querySelectorAll('[data-label]')) element.setAttribute('aria-label', text(element.dataset.label));
for (const element of document.querySelectorAll('[data-placeholder]')) element.placeholder = text(element.dataset.placeholder);
for (const element of document.querySelectorAll('[data-icon]')) element.prepend(icon(element.dataset.icon));
document.title = text('title');
meet.setAttribute('lang', language);

// ── The name goes along with the call ────────────────────────────────────────────────────────────

nameField.value = sessionStorage.getItem(NAME) ?? '';
passName();
nameField.addEventListener('input', () => {
  sessionStorage.setItem(NAME, nameField.value);
  passName();
});

function passName() {
  const name = nameField.value.trim();
  if (name) meet.setAttribute('name', name);
  else meet.removeAttribute('name');
}

// Without a name the button asks for one itself: one field at a time.
meet.addEventListener('click', () => {
  help.toggleAttribute('data-asking', !nameField.value.trim());
});
nameField.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.isComposing) meet.focus();
});

// ── Who answers, and when ────────────────────────────────────────────────────────────────────────

/** Shows `{ name, open, waiting, agentsAvailable, estimatedWaitS? }`, or null when nobody knows. */
function showQueue(queue) {
  const isOpen = queue?.open ?? true;
  const isFree = isOpen && queue?.agentsAvailable > 0;
  help.dataset.state = !queue ? 'unknown' : !isOpen ? 'closed' : isFree ? 'free' : 'busy';
  say('open-words', !queue ? text('open.unknown') : text(isOpen ? 'open' : 'closed'));
  if (!queue) {
    say('who', text('who.unknown'));
    say('wait', text('wait.unknown'));
  } else if (!isOpen) {
    say('who', text('who.closed', queue.name));
    say('wait', text('wait.closed'));
  } else {
    say('who', isFree ? text('who.free', queue.name, queue.agentsAvailable) : text('who.busy', queue.name));
    say('wait', waitOf(queue, isFree));
  }
}

function waitOf({ waiting, agentsAvailable, estimatedWaitS }, isFree) {
  if (isFree && waiting < agentsAvailable) return text('wait.none');
  if (estimatedWaitS) return text('wait.minutes', Math.max(1, Math.round(estimatedWaitS / 60)), waiting);
  return waiting ? text('wait.ahead', waiting) : text('wait.next');
}

/** Words that did not change are not said again. */
function say(id, words) {
  const element = document.getElementById(id);
  if (element.textContent !== words) element.textContent = words;
}

async function refresh() {
  if (document.visibilityState === 'hidden') return;
  try {
    const answer = await fetch('/api/queue', { cache: 'no-store', headers: { Accept: 'application/json' } });
    showQueue(answer.ok ? await answer.json() : null);
  } catch {
    showQueue(null);
  }
}

refresh();
setInterval(refresh, REFRESH_MS);
document.addEventListener('visibilitychange', refresh);

// ── While a call is on, the corner is the call's ─────────────────────────────────────────────────

const AT_REST = ['idle', 'ready', 'ended', 'failed'];

meet.addEventListener('ringdesk-state', (event) => {
  help.toggleAttribute('data-calling', !AT_REST.includes(event.detail?.state ?? event.detail?.to));
});
for (const over of ['ringdesk-ended', 'ringdesk-error']) {
  meet.addEventListener(over, () => {
    help.removeAttribute('data-calling');
    refresh();
  });
}

// On a small screen a way back to the corner stays at hand.
new IntersectionObserver(([seen]) => { toHelp.hidden = seen.isIntersecting; }, { rootMargin: '0px 0px -96px 0px' }).observe(help);
