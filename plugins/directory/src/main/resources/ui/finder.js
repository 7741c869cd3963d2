// Finds contacts of the directory by the beginnings of their words, on the overview of a workspace.
'use strict';

const LABELS = { en: 'Name, company or address', de: 'Name, Firma oder Adresse' };
const SHOWN = 4;

const find = id => document.getElementById(id);
let asked = 0;

async function search() {
  const turn = ++asked;
  try {
    const { contacts } = await guildhall.invoke('directory.contact.search', { query: find('query').value, limit: SHOWN });
    if (turn === asked) {
      find('trouble').textContent = '';
      find('found').replaceChildren(...contacts.map(item));
    }
  } catch (failure) {
    if (turn === asked) {
      find('trouble').textContent = failure.message;
    }
  }
}

/** Text and never markup, for other people have written it. */
function item({ name, email, phone }) {
  const made = document.createElement('li');
  made.textContent = [name, email ?? phone].filter(Boolean).join(', ');
  return made;
}

async function start() {
  const { locale } = await guildhall.ready;
  const language = locale.split('-')[0];
  document.documentElement.lang = language in LABELS ? language : 'en';
  find('query').setAttribute('aria-label', LABELS[language] ?? LABELS.en);
  let typing;
  find('query').addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(search, 200);
  });
  await search();
}

start();
