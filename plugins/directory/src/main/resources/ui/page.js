// The contacts of a workspace: found, created and edited by the capabilities of the directory. All that this page shows of
// a contact is text and never markup, for other people have written it.
'use strict';

const TEXTS = {
  en: {
    search: 'Search', create: 'New contact', edit: 'Edit', save: 'Save', cancel: 'Cancel',
    name: 'Name', email: 'Email', phone: 'Phone', company: 'Company',
    editing: 'Edit a contact', creating: 'New contact',
    none: 'No contacts yet', nothing: 'Nobody fits the search', one: '1 contact', many: '{count} contacts',
    more: 'The first {count} contacts; search to find the others', editOf: 'Edit {name}', saved: '{name} is saved.',
  },
  de: {
    search: 'Suche', create: 'Neuer Kontakt', edit: 'Ändern', save: 'Speichern', cancel: 'Abbrechen',
    name: 'Name', email: 'E-Mail', phone: 'Telefon', company: 'Firma',
    editing: 'Kontakt ändern', creating: 'Neuer Kontakt',
    none: 'Noch keine Kontakte', nothing: 'Niemand passt zur Suche', one: '1 Kontakt', many: '{count} Kontakte',
    more: 'Die ersten {count} Kontakte; die Suche findet die anderen', editOf: '{name} ändern', saved: '{name} ist gespeichert.',
  },
};

const FIELDS = ['name', 'email', 'phone', 'company'];
const SHOWN = 100;

const find = id => document.getElementById(id);
let texts = TEXTS.en;
let edited = null;
let asked = 0;

function text(key, values = {}) {
  return texts[key].replace(/\{(\w+)}/g, (all, name) => String(values[name] ?? all));
}

function element(name, content, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = content;
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
}

/** Shows what fits the search; answers to former questions are left alone. */
async function search() {
  const turn = ++asked;
  try {
    const { contacts } = await guildhall.invoke('directory.contact.search', { query: find('query').value, limit: SHOWN });
    if (turn === asked) {
      find('trouble').textContent = '';
      show(contacts);
    }
  } catch (failure) {
    if (turn === asked) {
      find('trouble').textContent = failure.message;
    }
  }
}

function show(contacts) {
  find('contacts').replaceChildren(...contacts.map(row));
  const count = contacts.length;
  find('status').textContent = count === 0 ? text(find('query').value ? 'nothing' : 'none')
    : count === SHOWN ? text('more', { count }) : count === 1 ? text('one') : text('many', { count });
}

function row(contact) {
  const who = element('div', '', { class: 'who' });
  who.append(
    element('strong', contact.name),
    element('span', [contact.company, contact.email, contact.phone].filter(Boolean).join(', ')),
  );
  const edit = element('button', text('edit'), { type: 'button', 'aria-label': text('editOf', contact) });
  edit.addEventListener('click', () => open(contact));
  const item = element('li', '');
  item.append(who, edit);
  return item;
}

/** Opens the form: of a contact, or of a new one. */
function open(contact) {
  edited = contact;
  FIELDS.forEach(field => { find(field).value = contact?.[field] ?? ''; });
  find('editing').textContent = text(contact ? 'editing' : 'creating');
  find('fault').textContent = '';
  find('editor').showModal();
}

async function save(event) {
  event.preventDefault();
  const values = {};
  for (const field of FIELDS) {
    const value = find(field).value.trim();
    // Nothing is no address; null takes one away.
    if (value || edited) {
      values[field] = value || null;
    }
  }
  try {
    const contact = edited
      ? await guildhall.invoke('directory.contact.update', { id: edited.id, ...values })
      : await guildhall.invoke('directory.contact.create', values);
    find('editor').close();
    await search();
    find('status').textContent = text('saved', contact);
  } catch (failure) {
    find('fault').textContent = [failure.message, ...failure.details.map(detail => detail.message)].join(' ');
  }
}

async function start() {
  const { locale } = await guildhall.ready;
  const language = locale.split('-')[0];
  texts = TEXTS[language] ?? TEXTS.en;
  document.documentElement.lang = language in TEXTS ? language : 'en';
  document.querySelectorAll('[data-text]').forEach(labelled => { labelled.textContent = text(labelled.dataset.text); });
  find('finder').addEventListener('submit', event => event.preventDefault());
  let typing;
  find('query').addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(search, 200);
  });
  find('create').addEventListener('click', () => open(null));
  find('cancel').addEventListener('click', () => find('editor').close());
  find('fields').addEventListener('submit', save);
  // What others do is seen here as well.
  guildhall.onEvent(event => {
    if (event.type.startsWith('directory.contact.')) {
      search();
    }
  });
  await search();
}

start();
