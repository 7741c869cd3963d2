'use strict';

const token = new URLSearchParams(location.hash.slice(1)).get('token');
const element = id => document.getElementById(id);

function say(text) {
  element('message').textContent = text;
}

async function send(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body ? { 'Content-Type': 'application/json' } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  const json = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) {
    throw new Error(json.details?.[0]?.message ?? json.message);
  }
  return json.data;
}

async function accept(more) {
  const joined = await send('POST', '/api/invitations/accept', { token, ...more });
  element('answers').hidden = true;
  say(`Welcome to ${joined.workspaceName ?? joined.teamName ?? joined.organizationName}, ${joined.fullName}. You can sign in as ${joined.email} from now on.`);
}

function on(form, answer) {
  element(form).addEventListener('submit', async event => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.target));
    try {
      await answer(fields);
    } catch (failure) {
      say(failure.message);
    }
  });
}

on('signed-in', () => accept());
on('sign-in', async fields => {
  await send('POST', '/api/auth/login', fields);
  await accept();
});
on('sign-up', fields => accept(fields));
on('decline', async () => {
  await send('POST', '/api/invitations/decline', { token });
  element('answers').hidden = true;
  say('You have declined the invitation.');
});

async function begin() {
  if (!token) {
    say('The link is not complete; open it again from the mail.');
    return;
  }
  element('answers').hidden = false;
  say('Choose how to answer.');
  try {
    const me = await send('GET', '/api/auth/me');
    element('who').textContent = me.email;
    element('signed-in').hidden = false;
    element('sign-up').hidden = true;
  } catch {
    // Nobody is signed in, which is the usual case.
  }
}

begin();
