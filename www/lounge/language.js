/**
 * The page's language: `?lang=`, else the first of the browser's that we speak, else English.
 */
import en from './text/en.js';
import ja from './text/ja.js';
import ko from './text/ko.js';

const SPOKEN = { en, ja, ko };

export const language = [new URLSearchParams(location.search).get('lang'), ...navigator.languages]
  .map((wanted) => wanted?.toLowerCase().split('-')[0])
  .find((wanted) => wanted in SPOKEN) ?? 'en';

document.documentElement.lang = language;

/** The words for `key`; `values` are handed to strings that are functions. */
export function text(key, ...values) {
  const words = SPOKEN[language][key] ?? en[key];
  return typeof words === 'function' ? words(...values) : words ?? key;
}
