/**
 * Times, durations and numbers as people write them.
 */
import { language, locale } from './language.js';
import { el } from './dom.js';

const clock = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });
const seconds = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', second: '2-digit' });
const dayAndMonth = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const weekdayAndDay = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'narrow' });
const relativeDay = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function daysAgo(date) {
  const midnight = (moment) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
  return Math.round((midnight(new Date()) - midnight(date)) / DAY);
}

/** "3 min ago" in lists; the exact moment on hover. */
export function ago(iso) {
  const date = new Date(iso);
  const past = Math.max(0, Date.now() - date.getTime());
  let words;
  if (past < MINUTE) words = relative.format(0, 'second');
  else if (past < HOUR) words = relative.format(-Math.floor(past / MINUTE), 'minute');
  else if (past < 12 * HOUR) words = relative.format(-Math.floor(past / HOUR), 'hour');
  else if (daysAgo(date) < 2) words = relative.format(-daysAgo(date), 'day');
  else words = dayAndMonth.format(date);
  return moment(date, words);
}

/** The time of day; the exact moment on hover. */
export function timeOfDay(iso) {
  const date = new Date(iso);
  return moment(date, clock.format(date));
}

/** The time of day to the second. */
export function timeToTheSecond(iso) {
  const date = new Date(iso);
  return moment(date, seconds.format(date));
}

/** "Today", "Yesterday", "Monday, 3 March". */
export function day(iso) {
  const date = new Date(iso);
  const words = daysAgo(date) < 2 ? relativeDay.format(-daysAgo(date), 'day') : weekdayAndDay.format(date);
  return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1);
}

function moment(date, words) {
  return el('time', { datetime: date.toISOString(), title: exact.format(date) }, words);
}

/** 3:29 or 1:02:07. */
export function duration(totalSeconds) {
  const whole = Math.max(0, Math.round(totalSeconds));
  const pad = (value) => String(value).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

/** 8 s, 2 min: for waits. */
export function span(totalSeconds) {
  const whole = Math.max(0, Math.round(totalSeconds));
  const unit = whole < 100 ? 'second' : 'minute';
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'narrow' }).format(unit === 'second' ? whole : Math.round(whole / 60));
}

/** Whether a person at a dial pad could call it: 3 to 15 digits (WX-63, WX-66). */
export function isCallable(number) {
  const digits = (number ?? '').replace(/[\s().-]/g, '');
  return /^\+?[\d#*:]+$/.test(digits) && /^\d{3,15}$/.test(digits.replace(/\D/g, ''));
}

/** An E.164 number in the reader's local form; anything else as it is. */
export function phoneNumber(number) {
  const e164 = (number ?? '').replace(/[\s().-]/g, '');
  const groups = GROUPS.find(([pattern]) => pattern.test(e164));
  if (!groups) return number;
  const [pattern, local, international, home] = groups;
  return e164.replace(pattern, home === language ? local : international);
}

const GROUPS = [
  [/^\+82(10|1[1-9])(\d{3,4})(\d{4})$/, '0$1-$2-$3', '+82 $1-$2-$3', 'ko'],
  [/^\+82(2)(\d{3,4})(\d{4})$/, '0$1-$2-$3', '+82 $1-$2-$3', 'ko'],
  [/^\+82(\d{2})(\d{3,4})(\d{4})$/, '0$1-$2-$3', '+82 $1-$2-$3', 'ko'],
  [/^\+81([789]0)(\d{4})(\d{4})$/, '0$1-$2-$3', '+81 $1-$2-$3', 'ja'],
  [/^\+1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3', '+1 $1-$2-$3', 'us'],
  [/^\+(3[0-469]|4[013-9]|6[0-6]|7|9[0-58])(\d{2,3})(\d{3,4})(\d{2,4})$/, '', '+$1 $2 $3 $4', ''],
  [/^(01[016-9])(\d{3,4})(\d{4})$/, '$1-$2-$3', '$1-$2-$3', ''],
];
