// What pages of extensions may ask for: calls of their own capabilities, by the session of whoever looks at them, and no
// more. They are in frames of another origin and are given one end of a channel; nothing they send is trusted.
import { Problem, send } from './api.ts';

/** What is given to a page at first, for it to say what it shows in the right words. */
export interface Hello {
  extension: string;
  view: string;
  locale: string;
  /** Those that it can call here. */
  capabilities: string[];
}

export interface Wishes {
  /** Another page, which whoever looks on is asked about; resolves to whether they went. */
  open: (url: URL) => Promise<boolean>;
  /** A call was refused in a way that may mean that the page may not be shown any more. */
  doubted: () => void;
  /** The page asks for so much that it is not listened to any more. */
  flooded: () => void;
}

const MOST_CHARS = 256 * 1024;
const MOST_CALLS = 8;
const BURST = 50;
const PER_SECOND = 20;
const MOST_REFUSED = 200;
const LINKS = ['https:', 'http:', 'mailto:'];

interface Question {
  id?: unknown;
  invoke?: unknown;
  input?: unknown;
  open?: unknown;
  events?: unknown;
}

class Refusal extends Error {
  constructor(readonly code: string, message: string) {
    super(message);
  }
}

export class Bridge {
  private readonly port: MessagePort;
  private readonly callable: Set<string>;
  private calls = 0;
  private asking = false;
  private listening = false;
  private tokens = BURST;
  private filled = performance.now();
  private refused = 0;

  /** Hands the other end of a channel to the page of a window. */
  constructor(window: Window, private readonly api: string, hello: Hello, private readonly wishes: Wishes) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.callable = new Set(hello.capabilities);
    port1.onmessage = message => this.received(message);
    // The origin of a page in a sandbox is no name that it could be addressed by.
    window.postMessage('guildhall', '*', [port2]);
    this.tell({ hello });
  }

  close(): void {
    this.port.onmessage = null;
    this.port.close();
  }

  /** Passes on an event of the extension, if the page wants any. */
  tellEvent(event: unknown): void {
    if (this.listening) {
      this.tell({ event });
    }
  }

  private tell(message: unknown): void {
    this.port.postMessage(JSON.stringify(message));
  }

  // Looks at what was sent only when there is room for it, for looking is work.
  private received(message: MessageEvent): void {
    if (!this.hasRoom()) {
      this.refused += 1;
      if (this.refused > MOST_REFUSED) {
        this.close();
        this.wishes.flooded();
      }
      return;
    }
    const question = parsed(message.data);
    if (question !== null) {
      void this.answer(question);
    }
  }

  private hasRoom(): boolean {
    const now = performance.now();
    this.tokens = Math.min(BURST, this.tokens + (now - this.filled) * PER_SECOND / 1000);
    this.filled = now;
    if (this.tokens < 1) {
      return false;
    }
    if (this.tokens > BURST - 1) {
      this.refused = 0;
    }
    this.tokens -= 1;
    return true;
  }

  private async answer(question: Question): Promise<void> {
    const { id } = question;
    if (typeof id !== 'number') {
      return;
    }
    try {
      this.tell({ id, result: await this.done(question) });
    } catch (failure) {
      this.tell({ id, error: explained(failure) });
    }
  }

  private async done({ invoke, input, open, events }: Question): Promise<unknown> {
    if (events === true) {
      this.listening = true;
      return true;
    }
    if (typeof invoke === 'string') {
      return this.invoke(invoke, input);
    }
    if (typeof open === 'string') {
      return this.open(open);
    }
    throw new Refusal('BRIDGE.UNKNOWN', 'The bridge knows invoke, open and events.');
  }

  private async invoke(key: string, input: unknown): Promise<unknown> {
    if (!this.callable.has(key)) {
      throw new Refusal('BRIDGE.NOT_ALLOWED', `A page calls its own extension's capabilities; ${key} is none of them here.`);
    }
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      throw new Refusal('BRIDGE.INPUT_INVALID', 'The input of a capability is an object.');
    }
    if (this.calls >= MOST_CALLS) {
      throw new Refusal('BRIDGE.BUSY', `At most ${MOST_CALLS} calls are made at a time: wait for an answer.`);
    }
    this.calls += 1;
    try {
      const answer = await send<{ data: unknown }>('POST', `${this.api}/capabilities/${encodeURIComponent(key)}`, input);
      return answer.data.data;
    } catch (failure) {
      if (failure instanceof Problem && [401, 403, 404].includes(failure.status)) {
        this.wishes.doubted();
      }
      throw failure;
    } finally {
      this.calls -= 1;
    }
  }

  private async open(address: string): Promise<boolean> {
    const url = URL.canParse(address) ? new URL(address) : null;
    if (url === null || !LINKS.includes(url.protocol) || url.href.length > 2000) {
      throw new Refusal('BRIDGE.LINK_INVALID', 'A link begins with https:, http: or mailto:.');
    }
    if (this.asking) {
      throw new Refusal('BRIDGE.BUSY', 'There is a link already that somebody is asked about.');
    }
    this.asking = true;
    try {
      return await this.wishes.open(url);
    } finally {
      this.asking = false;
    }
  }
}

function parsed(data: unknown): Question | null {
  if (typeof data !== 'string' || data.length > MOST_CHARS) {
    return null;
  }
  try {
    const json = JSON.parse(data) as unknown;
    return typeof json === 'object' && json !== null ? json : null;
  } catch {
    return null;
  }
}

function explained(failure: unknown): { code: string; message: string; details: unknown[] } {
  if (failure instanceof Problem) {
    return { code: failure.code, message: failure.message, details: failure.details };
  }
  return failure instanceof Refusal ? { code: failure.code, message: failure.message, details: [] }
    : { code: 'BRIDGE.FAILED', message: 'The portal could not do this.', details: [] };
}
