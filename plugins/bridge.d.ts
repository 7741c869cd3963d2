// What `guildhall/bridge.js` gives to the page of an extension, for whoever writes one in TypeScript: copy it beside yours.

/** What is told at the beginning. */
interface Hello {
  /** The key of the extension. */
  readonly extension: string;
  /** The id of the page or the widget in the manifest. */
  readonly view: string;
  /** The language that the portal speaks, such as `en-GB`. */
  readonly locale: string;
  /** The capabilities of the extension that can be called here: those that it answers in this workspace. */
  readonly capabilities: readonly string[];
}

/** An event of the extension, as CloudEvents 1.0 writes it. */
interface PublishedEvent {
  readonly id: string;
  readonly type: string;
  readonly subject?: string;
  readonly time: string;
  readonly sequence: number;
  readonly data?: unknown;
}

/** What the portal or the platform refuses. */
interface GuildhallError extends Error {
  /** Stays the same: `DIRECTORY.EMAIL_EXISTS`, `ACCESS.DENIED`, or of the bridge itself `BRIDGE.NOT_ALLOWED`. */
  readonly code: string;
  /** The fields of the input that are concerned. */
  readonly details: readonly { field?: string; message: string }[];
}

declare const guildhall: {
  /** Resolves when the portal listens. Everything else waits for that by itself. */
  readonly ready: Promise<Hello>;
  readonly GuildhallError: new (...values: never[]) => GuildhallError;
  /** Calls a capability of the extension as whoever looks at the page; rejects with a `GuildhallError`. */
  invoke<Result extends object = Record<string, unknown>>(capability: string, input?: object): Promise<Result>;
  /** Hears of what the extension publishes from now on, on pages; the answer ends that. */
  onEvent(listener: (event: PublishedEvent) => void): () => void;
  /** Asks whoever looks whether an address is to be opened in another window; resolves to whether it was. */
  open(url: string | URL): Promise<boolean>;
};
