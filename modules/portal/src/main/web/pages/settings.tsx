// What a workspace is called, whose it is, and how one leaves or ends it.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { page, patch, post, remove } from '../api.ts';
import { t } from '../i18n.ts';
import { Button, Card, Empty, Failure, Head, Loading } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Dialog } from '../kit/dialog.tsx';
import { Choice, Field, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { say } from '../kit/toast.tsx';
import { go } from '../router.ts';
import { useHere, useMe } from '../session.ts';
import type { Member, Workspace } from '../types.ts';

type Step = 'transfer' | 'leave' | 'delete';

export function Settings({ workspace }: { workspace: Workspace }) {
  const { api, access, may, reload } = useHere();
  const { me, reload: reloadMe } = useMe();
  const [step, setStep] = useState<Step | null>(null);
  const [error, setError] = useState<unknown>();
  const isMember = me.workspaces.some(one => one.id === workspace.id && one.roleScope === 'WORKSPACE');
  const isDefault = me.defaultWorkspaceId === workspace.id;
  const rename = async ({ name = '' }: Fields) => {
    await patch(api, { name });
    say(t('common.saved'));
    reload();
    reloadMe();
  };
  const makeDefault = async () => {
    setError(undefined);
    try {
      await post(`${api}/default`);
      say(t('common.saved'));
      reloadMe();
    } catch (failure) {
      setError(failure);
    }
  };
  return <>
    <Head title={t('tab.settings')}/>
    {may('workspace.update') && <Card title={t('settings.name')}>
      <Form submit={rename} action={t('common.save')}>
        <Field label={t('chooser.name')} name="name" required defaultValue={workspace.name}/></Form>
    </Card>}
    <Card title={t('settings.steps')}>
      {error !== undefined && <Failure error={error}/>}
      {isMember && !isDefault && <Act text={t('settings.defaultText')} action={t('settings.default')} run={() => void makeDefault()}/>}
      {may('workspace.transfer') && <Act text={t('settings.transferText')} action={t('settings.transfer')} run={() => setStep('transfer')}/>}
      {isMember && access.role !== 'OWNER' && <Act text={t('settings.leaveText')} action={t('settings.leave')} danger run={() => setStep('leave')}/>}
      {may('workspace.delete') && <Act text={t('settings.deleteText')} action={t('settings.delete')} danger run={() => setStep('delete')}/>}
    </Card>
    {step === 'transfer' && <Transfer close={() => setStep(null)}/>}
    {step === 'leave' && <Typed title={t('settings.leave')} text={t('settings.leaveText')} word={workspace.key}
      close={() => setStep(null)} run={() => post(`${api}/leave`)}/>}
    {step === 'delete' && <Typed title={t('settings.delete')} text={t('settings.deleteText')} word={workspace.key}
      close={() => setStep(null)} run={() => remove(api)}/>}
  </>;
}

export function Act({ text, action, danger, run }: { text: string; action: string; danger?: boolean; run: () => void }) {
  return <p class="row"><span>{text}</span>
    {danger ? <Button look="danger" onClick={run}>{action}</Button> : <Button onClick={run}>{action}</Button>}</p>;
}

/** Asks for a word to be typed, for what follows cannot be undone. */
export function Typed({ title, text, word, close, run, children }: {
  title: string; text: string; word: string; close: () => void; run: () => Promise<unknown>; children?: ComponentChildren;
}) {
  const { reload } = useMe();
  const submit = async () => {
    await run();
    reload();
    go('/');
  };
  return <Dialog title={title} close={close}>
    <p>{text}</p>
    <Form submit={submit} action={title} cancel={close} danger>
      {children}
      <Field label={t('settings.type', { word })} name="word" required autocomplete="off" spellcheck={false}
        pattern={word} title={t('settings.type', { word })}/>
    </Form>
  </Dialog>;
}

/** Hands what one is in to another of its members. */
export function Transfer({ close }: { close: () => void }) {
  const { api, reload } = useHere();
  const { me, reload: reloadMe } = useMe();
  const members = useData(`all members ${api}`, () => page<Member>(`${api}/members`, { orderBy: 'fullName', pageSize: 1000 }));
  // Whoever is here by an organization or a team is no member to whom it could be handed.
  const candidates = (members.data?.data ?? []).filter(one => one.userId !== me.id && (one.roleScope ?? 'WORKSPACE') === 'WORKSPACE');
  const submit = async ({ userId = '' }: Fields) => {
    await post(`${api}/transfer`, { userId });
    say(t('settings.transferred'));
    close();
    reload();
    reloadMe();
  };
  return <Dialog title={t('settings.transfer')} close={close}>
    <p>{t('settings.transferText')}</p>
    {members.error !== undefined ? <Failure error={members.error} retry={members.reload}/>
      : !members.data ? <Loading/>
        : candidates.length === 0 ? <Empty title={t('settings.nobodyElse')}/>
          : <Form submit={submit} action={t('settings.transfer')} cancel={close} danger>
            <Choice label={t('settings.newOwner')} name="userId" required
              options={candidates.map(one => [one.userId, `${one.fullName} (${one.email})`])}/></Form>}
  </Dialog>;
}
