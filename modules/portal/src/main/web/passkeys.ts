// Passkeys: what the API asks, put to the browser, and what comes of it. The browser reads and writes all of it itself.
import { Problem, post } from './api.ts';
import { t } from './i18n.ts';

interface Asked<T> {
  state: string;
  publicKey: T;
}

export interface Answer {
  state: string;
  credential: unknown;
}

/** Whether this browser knows passkeys, on this page; it does over TLS and on this machine itself. */
export const knowsPasskeys = typeof PublicKeyCredential !== 'undefined'
  && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

/** A new passkey, of whoever is signed in. */
export async function makePasskey(): Promise<Answer> {
  const { state, publicKey } = await post<Asked<PublicKeyCredentialCreationOptionsJSON>>('/api/auth/factors/passkeys/options');
  return answer(state, () => navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey),
  }));
}

/** A proof by a passkey, of what is asked at this address. */
export async function usePasskey(url: string, body?: unknown): Promise<Answer> {
  const { state, publicKey } = await post<Asked<PublicKeyCredentialRequestOptionsJSON>>(url, body);
  return answer(state, () => navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey),
  }));
}

async function answer(state: string, ask: () => Promise<Credential | null>): Promise<Answer> {
  try {
    return { state, credential: (await ask() as PublicKeyCredential).toJSON() as unknown };
  } catch (refused) {
    const name = refused instanceof DOMException ? refused.name : 'UNKNOWN';
    throw new Problem(400, name, t(name === 'InvalidStateError' ? 'passkey.exists' : 'passkey.none'));
  }
}
