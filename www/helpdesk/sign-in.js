/**
 * The way in: by name and password, or by the `#demo=<token>` of a demo's address.
 */
import { el } from './dom.js';
import { icon } from './icon.js';
import { text } from './language.js';
import { signIn } from './session.js';

const view = document.getElementById('sign-in');
const form = document.getElementById('sign-in-form');
const { user, password } = form.elements;
const notice = document.getElementById('sign-in-notice');
const problem = document.getElementById('sign-in-error');
const submit = document.getElementById('sign-in-button');

user.value = new URLSearchParams(location.search).get('as') ?? '';

/** Shows the form; `why` is a notice above it; resolves with the agent who signed in. */
export function askToSignIn({ why } = {}) {
  notice.hidden = !why;
  notice.replaceChildren(...(why ? [icon('clock'), el('span', {}, why)] : []));
  complain('');
  password.value = '';
  view.hidden = false;
  document.body.dataset.view = 'sign-in';
  (user.value ? password : user).focus();

  return new Promise((resolve) => {
    form.onsubmit = async (event) => {
      event.preventDefault();
      if (!user.value.trim() || !password.value) {
        complain(text('signIn.incomplete'), user.value.trim() ? password : user);
        return;
      }
      busy(true);
      try {
        const agent = await signIn({ user: user.value.trim(), password: password.value });
        view.hidden = true;
        password.value = '';
        resolve(agent);
      } catch (error) {
        complain(reason(error), error.status === 401 ? password : submit);
      } finally {
        busy(false);
      }
    };
  });
}

/** Takes `#demo=<token>` out of the address; returns the token or null. */
export function takeDemoToken() {
  const token = /^#demo=(.+)$/.exec(location.hash)?.[1];
  if (!token) return null;
  history.replaceState(null, '', location.pathname + location.search);
  return decodeURIComponent(token);
}

function reason(error) {
  if (error.status === 401) return text('signIn.wrong');
  if (error.status === 429) return text('signIn.tooMany', error.retryAfterS);
  if (error.status === 0) return text('error.network');
  return text('error.server', error.status);
}

function complain(message, field) {
  problem.replaceChildren(...(message ? [icon('triangle-alert'), el('span', {}, message)] : []));
  for (const input of [user, password]) {
    input.toggleAttribute('aria-invalid', false);
    if (input === field) input.setAttribute('aria-invalid', 'true');
    if (message) input.setAttribute('aria-describedby', problem.id);
    else input.removeAttribute('aria-describedby');
  }
  field?.focus();
  if (field === password) password.select();
}

function busy(isBusy) {
  submit.disabled = isBusy;
  submit.textContent = text(isBusy ? 'signIn.busy' : 'signIn.button');
}
