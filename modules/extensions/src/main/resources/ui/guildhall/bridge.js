// What a page of an extension can ask of the portal that shows it. Load it before all else; plugins/README.md tells more.
(() => {
  'use strict';

  /** What the portal or the platform refuses: a stable code, words for people, and the fields that are concerned. */
  class GuildhallError extends Error {
    constructor({ code, message, details = [] }) {
      super(message);
      this.code = code;
      this.details = details;
    }
  }

  const waiting = new Map();
  const listeners = new Set();
  let port;
  let last = 0;
  let begin;
  const ready = new Promise(resolve => { begin = resolve; });

  function received(message) {
    if (message.hello) {
      begin(Object.freeze(message.hello));
    } else if (message.event) {
      listeners.forEach(listener => listener(message.event));
    } else if (waiting.has(message.id)) {
      const { resolve, reject } = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error) {
        reject(new GuildhallError(message.error));
      } else {
        resolve(message.result);
      }
    }
  }

  // What the portal listens to: so much at once, and so much in a second. What is more waits its turn here.
  const MOST_CALLS = 8;
  const BURST = 40;
  const PER_SECOND = 15;
  const MOST_CHARS = 256 * 1024;
  const queue = [];
  let calls = 0;
  let tokens = BURST;
  let filled = performance.now();
  let timer;

  function send() {
    const now = performance.now();
    tokens = Math.min(BURST, tokens + (now - filled) * PER_SECOND / 1000);
    filled = now;
    while (queue.length > 0 && calls < MOST_CALLS && tokens >= 1) {
      tokens -= 1;
      calls += 1;
      port.postMessage(queue.shift());
    }
    clearTimeout(timer);
    if (queue.length > 0 && calls < MOST_CALLS) {
      timer = setTimeout(send, 1000 / PER_SECOND);
    }
  }

  async function ask(question) {
    await ready;
    const id = ++last;
    const text = JSON.stringify({ id, ...question });
    if (text.length > MOST_CHARS) {
      throw new GuildhallError({ code: 'BRIDGE.TOO_LARGE', message: `At most ${MOST_CHARS} characters can be sent.` });
    }
    try {
      return await new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        queue.push(text);
        send();
      });
    } finally {
      calls -= 1;
      send();
    }
  }

  addEventListener('message', function handed(event) {
    if (event.source !== parent || event.data !== 'guildhall' || event.ports.length !== 1) {
      return;
    }
    removeEventListener('message', handed);
    port = event.ports[0];
    port.onmessage = ({ data }) => received(JSON.parse(data));
  });

  globalThis.guildhall = Object.freeze({
    ready,
    GuildhallError,
    invoke: (capability, input = {}) => ask({ invoke: capability, input }),
    open: url => ask({ open: String(url) }),
    onEvent(listener) {
      if (listeners.size === 0) {
        void ask({ events: true });
      }
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
  });
})();
