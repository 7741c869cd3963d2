// One application that acts for people by OAuth.
import { useState } from 'preact/hooks';
import { post, remove } from '../api.ts';
import { t, word } from '../i18n.ts';
import { Badge, Button, Card, Copyable, Facts, Failure, Head, Loading, Moment } from '../kit/basic.tsx';
import { Confirm, Once } from '../kit/dialog.tsx';
import { Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { patchTagged, removeTagged, useTagged } from '../kit/tagged.ts';
import { say } from '../kit/toast.tsx';
import { go } from '../router.ts';
import { useHere } from '../session.ts';
import type { Application } from '../types.ts';
import { ApplicationFields, asked } from './applications.tsx';

export function ApplicationPage({ id }: { id: string }) {
  const { api, home } = useHere();
  const url = `${api}/oauth/clients/${encodeURIComponent(id)}`;
  const loaded = useTagged<Application>(url);
  const [step, setStep] = useState<'rotate' | 'endFormer' | 'delete' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  if (loaded.error !== undefined) {
    return <><Head title={t('tab.applications')}/><Failure error={loaded.error} retry={loaded.reload}/></>;
  }
  if (!loaded.data) {
    return <Loading/>;
  }
  const { value: one, tag } = loaded.data;
  const submit = async (fields: Fields, form: HTMLFormElement) => {
    await patchTagged(url, asked(fields, form), tag);
    say(t('common.saved'));
    loaded.reload();
  };
  return <>
    <Head title={one.name} sub={one.confidential ? word('flow', 'CONFIDENTIAL') : word('flow', 'PUBLIC')}>
      {one.confidential && <Button onClick={() => setStep('rotate')}>{t('subscriptions.rotate')}</Button>}
      {one.formerSecretsUntil.length > 0 && <Button onClick={() => setStep('endFormer')}>{t('applications.endFormer')}</Button>}
      <Button look="danger" onClick={() => setStep('delete')}>{t('roles.delete')}</Button>
    </Head>
    <Card title={t('installation.about')}>
      <section><h3>{t('applications.clientId')}</h3><Copyable label={t('applications.clientId')} text={one.id}/></section>
      <Facts of={[
        [t('applications.secret'), one.secretHint ? <code>{one.secretHint}</code> : ''],
        [t('applications.formerUntil'), one.formerSecretsUntil[0] ? <Moment at={one.formerSecretsUntil[0]}/> : ''],
        [t('account.lastUsed'), one.lastUsedAt ? <Moment at={one.lastUsedAt}/> : ''],
        [t('common.created'), <Moment at={one.createdAt}/>],
        [t('installation.changed'), <Moment at={one.updatedAt}/>],
        [t('applications.origin'), one.selfRegistered ? <Badge tone="warn">{t('applications.self')}</Badge> : ''],
      ]}/>
    </Card>
    <Card title={t('roles.change')}>
      <Form submit={submit} action={t('common.save')} key={tag}><ApplicationFields application={one}/></Form></Card>
    {step === 'rotate' && <Confirm title={t('subscriptions.rotate')} text={t('applications.rotateText')} action={t('subscriptions.rotate')}
      close={() => setStep(null)} run={async () => {
        setSecret((await post<Application>(`${url}/rotate`)).clientSecret ?? null);
        loaded.reload();
      }}/>}
    {step === 'endFormer' && <Confirm danger title={t('applications.endFormer')} text={t('applications.endFormerText')}
      action={t('applications.endFormer')} close={() => setStep(null)} run={async () => {
        await remove(`${url}/former-secrets`);
        say(t('applications.formerEnded'));
        loaded.reload();
      }}/>}
    {step === 'delete' && <Confirm danger title={t('applications.deleteOf', { name: one.name })} text={t('applications.deleteText')}
      action={t('roles.delete')} close={() => setStep(null)} run={async () => {
        await removeTagged(url, tag);
        say(t('roles.deleted', { name: one.name }));
        go(`${home}/applications`);
      }}/>}
    {secret && <Once title={t('applications.secret')} secret={secret} close={() => setSecret(null)}/>}
  </>;
}
