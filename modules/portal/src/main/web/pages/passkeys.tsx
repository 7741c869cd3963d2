// The passkeys of one's account: each signs in by itself.
import { useState } from 'preact/hooks';
import { patch, post, remove } from '../api.ts';
import { dateTime, t } from '../i18n.ts';
import { Button, Card, Failure, Notice } from '../kit/basic.tsx';
import { Confirm, Dialog } from '../kit/dialog.tsx';
import { Field, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { say } from '../kit/toast.tsx';
import { knowsPasskeys, makePasskey } from '../passkeys.ts';
import type { Passkey } from '../types.ts';

const ALL = '/api/auth/factors/passkeys';

export function Passkeys({ passkeys, reload, codes }: {
  passkeys: Passkey[]; reload: () => void; codes: (recoveryCodes: string[]) => void;
}) {
  const [adding, setAdding] = useState(false);
  const [naming, setNaming] = useState<Passkey | null>(null);
  const [removing, setRemoving] = useState<Passkey | null>(null);
  const add = async ({ name = '' }: Fields) => {
    const made = await makePasskey();
    const added = await post<{ recoveryCodes: string[] | null }>(ALL, { ...made, ...(name.trim() ? { name: name.trim() } : {}) });
    if (added.recoveryCodes) {
      codes(added.recoveryCodes);
    }
    setAdding(false);
    say(t('passkey.added'));
    reload();
  };
  const rename = async ({ name = '' }: Fields) => {
    if (naming) {
      await patch(`${ALL}/${naming.id}`, { name });
      setNaming(null);
      reload();
    }
  };
  return <Card title={t('passkey.title')}>
    <p>{t('passkey.text')}</p>
    {!knowsPasskeys && <Notice tone="warn"><p>{t('passkey.unknown')}</p></Notice>}
    {passkeys.length > 0 && <ul class="plain">{passkeys.map(passkey =>
      <li key={passkey.id} class="stack tight">
        <strong>{passkey.name}</strong>
        <span class="small muted">{passkey.lastUsedAt
          ? t('passkey.used', { time: dateTime(passkey.lastUsedAt) }) : t('passkey.since', { time: dateTime(passkey.createdAt) })}</span>
        <span class="actions">
          <Button aria-label={t('passkey.renameOne', { name: passkey.name })} onClick={() => setNaming(passkey)}>{t('passkey.rename')}</Button>
          <Button look="danger" aria-label={t('passkey.removeOne', { name: passkey.name })} onClick={() => setRemoving(passkey)}>{t('passkey.remove')}</Button>
        </span>
      </li>)}</ul>}
    {knowsPasskeys && <p><Button look="primary" onClick={() => setAdding(true)}>{t('passkey.add')}</Button></p>}
    {adding && <Dialog title={t('passkey.add')} close={() => setAdding(false)}>
      <Form submit={add} action={t('passkey.make')} cancel={() => setAdding(false)}>
        <Field label={t('passkey.name')} help={t('passkey.nameHelp')} name="name"/></Form>
    </Dialog>}
    {naming && <Dialog title={t('passkey.rename')} close={() => setNaming(null)}>
      <Form submit={rename} action={t('passkey.rename')} cancel={() => setNaming(null)}>
        <Field label={t('passkey.name')} name="name" required defaultValue={naming.name}/></Form>
    </Dialog>}
    {removing && <Confirm danger title={t('passkey.removeOne', { name: removing.name })} text={t('passkey.removeText')}
      action={t('passkey.remove')} close={() => setRemoving(null)} run={async () => {
        await remove(`${ALL}/${removing.id}`);
        reload();
      }}/>}
  </Card>;
}

/** Signs in or proves something by a passkey, at a press of a button. */
export function UsePasskey({ label, use }: { label: string; use: () => Promise<unknown> }) {
  const [error, setError] = useState<unknown>();
  const go = async () => {
    setError(undefined);
    try {
      await use();
    } catch (failure) {
      setError(failure);
    }
  };
  return knowsPasskeys ? <>
    {error !== undefined && <Failure error={error}/>}
    <Button onClick={() => void go()}>{label}</Button>
  </> : null;
}
