/**
 * A ticket's status as icon and word, never colour alone.
 */
import { el } from './dom.js';
import { icon } from './icon.js';
import { textOr } from './language.js';

const DRAWING = { new: 'circle-plus', open: 'circle-dot', pending: 'hourglass', hold: 'circle-pause', solved: 'circle-check', closed: 'archive' };

/** What an agent may choose. */
export const CHOOSABLE = ['open', 'pending', 'hold', 'solved'];

export function statusName(status) {
  return textOr(`status.${status}`, status);
}

export function statusMark(status, size = 14) {
  return el('span', { class: 'status', 'data-status': status }, icon(DRAWING[status] ?? 'circle-dot', size), el('span', {}, statusName(status)));
}
