/**
 * Elements from plain values. Text is always text, never markup.
 */
import { icon } from './icon.js';
import { text } from './language.js';

/** `el('a', { class: 'x', href: '#', onclick() {} }, 'text', child, null)` */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

/** A button; with `label` its icon speaks for itself and the label names it. */
export function button({ name, label, drawing, kind = 'quiet', ...attributes }) {
  return el('button', {
    type: 'button', class: `button ${kind}${name ? '' : ' square'}`, 'aria-label': name ? null : label, title: name ? null : label, ...attributes,
  }, drawing ? icon(drawing) : null, name ? el('span', {}, name) : null);
}

/** Initials in a circle; the tint is the person's own. */
export function avatar(name, size = 'medium') {
  const words = (name ?? '').trim().split(/\s+/).filter(Boolean);
  const initials = words.length > 1 ? [...words[0]][0] + [...words.at(-1)][0] : [...(words[0] ?? '?')].slice(0, 1).join('');
  const tint = [...(name ?? '')].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 997, 7) % 6;
  return el('span', { class: `avatar ${size}`, 'data-tint': tint, 'aria-hidden': 'true' }, initials.toUpperCase());
}

/** Fills the page's own `data-text`, `data-label`, `data-placeholder` and `data-icon`. */
export function dress(root = document) {
  for (const element of root.querySelectorAll('[data-text]')) element.textContent = text(element.dataset.text);
  for (const element of root.querySelectorAll('[data-placeholder]')) element.placeholder = text(element.dataset.placeholder);
  for (const element of root.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', text(element.dataset.label));
    if (element.matches('button')) element.title = text(element.dataset.label);
  }
  for (const element of root.querySelectorAll('[data-icon]')) element.prepend(icon(element.dataset.icon));
}

/** Says something in passing, to eyes and to screen readers; `action` is `{ name, run }`. */
export function toast(message, action) {
  const note = el('div', { class: 'toast' }, el('span', {}, message));
  const remove = () => note.remove();
  if (action) note.append(button({ name: action.name, kind: 'link', onclick: () => { remove(); action.run(); } }));
  note.append(button({ label: text('close'), drawing: 'x', onclick: remove }));
  document.getElementById('toasts').replaceChildren(note);
  setTimeout(remove, action ? 12_000 : 6_000);
}
