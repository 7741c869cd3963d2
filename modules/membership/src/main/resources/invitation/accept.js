'use strict';

const ways = ['accept', 'other', 'sign-in', 'sign-up'];
const token = new URLSearchParams(location.hash.slice(1)).get('token');
const element = id => document.getElementById(id);
let invitation;

function say(text, wrong = false) {
  element('message').textContent = text;
  element('message').classList.toggle('wrong', wrong);
}

/** Shows one way to answer, or none. */
function show(way) {
  ways.forEach(each => (element(each).hidden = each !== way));
  element('decline').hidden = !way || way === 'other';
  element(way ?? 'on').querySelector('input:not([readonly]), button, a')?.focus();
}

function end(title, text, wrong = false) {
  element('title').textContent = title;
  say(text, wrong);
  element('on').hidden = false;
  show(null);
}

async function send(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body ? { 'Content-Type': 'application/json' } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  const json = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) {
    throw Object.assign(new Error(json.details?.[0]?.message ?? json.message), { code: json.code });
  }
  return json.data;
}

async function accept(more) {
  const joined = await send('POST', '/api/invitations/accept', { token, ...more });
  element('invitation').textContent = '';
  element('terms').textContent = '';
  end('Welcome', `You are a member of ${invitation.name} now, ${joined.fullName}. You sign in as ${joined.email}.`);
}

function on(form, answer) {
  element(form).addEventListener('submit', async event => {
    event.preventDefault();
    const button = event.target.querySelector('[type=submit]');
    button.disabled = true;
    say('');
    try {
      await answer(Object.fromEntries(new FormData(event.target)));
    } catch (failure) {
      say(failure.message, true);
      if (failure.code === 'INVITATION.ACCOUNT_EXISTS') {
        show('sign-in');
      }
    } finally {
      button.disabled = false;
    }
  });
}

on('accept', () => accept());
on('other', async () => {
  await send('POST', '/api/auth/logout');
  choose(null);
});
on('sign-in', async fields => {
  await send('POST', '/api/auth/login', fields);
  await accept();
});
on('sign-up', fields => accept(fields));
on('decline', async () => {
  await send('POST', '/api/invitations/decline', { token });
  end('Declined', 'You have declined the invitation. Nothing else happens.');
});
document.querySelectorAll('[data-show]').forEach(button =>
  button.addEventListener('click', () => {
    say('');
    show(button.dataset.show);
  }),
);

/** @param me who is signed in; null when nobody is */
function choose(me) {
  if (me && invitation.email && me.email.toLowerCase() !== invitation.email.toLowerCase()) {
    element('whoElse').textContent = me.email;
    element('whom').textContent = invitation.email;
    show('other');
  } else if (me) {
    element('who').textContent = me.email;
    show('accept');
  } else {
    show(invitation.answer === 'SIGN_UP' ? 'sign-up' : 'sign-in');
  }
}

function tell() {
  const by = invitation.invitedBy ?? 'Somebody';
  const kind = invitation.kind.toLowerCase();
  element('title').textContent = `Join ${invitation.name}`;
  element('invitation').textContent = `${by} invites you to the ${kind} ${invitation.name}, as ${invitation.role}.`;
  const until = new Date(invitation.expiresAt).toLocaleString([], { dateStyle: 'long', timeStyle: 'short' });
  const whom = invitation.email ? `The invitation is for ${invitation.email}, and can` : 'The invitation can';
  element('terms').textContent = `${whom} be answered until ${until}.`;
  if (invitation.email) {
    const address = element('sign-in').elements.email;
    address.value = invitation.email;
    address.readOnly = true;
  }
  document.querySelector('[data-show=sign-up]').hidden = invitation.answer !== 'SIGN_UP';
}

async function begin() {
  element('invitation').textContent = '';
  if (!token) {
    end('This link is not complete', 'Open it again from the mail, or copy all of it.', true);
    return;
  }
  try {
    invitation = await send('POST', '/api/invitations/preview', { token });
  } catch (failure) {
    end('This invitation cannot be answered', failure.message, true);
    return;
  }
  tell();
  choose(await send('GET', '/api/auth/me').catch(() => null));
}

begin();
