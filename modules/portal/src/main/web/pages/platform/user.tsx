// One account of the platform.
import { useState } from 'preact/hooks';
import { post, remove } from '../../api.ts';
import { t } from '../../i18n.ts';
import { Badge, Button, Card, Facts, Failure, Head, Loading, Moment } from '../../kit/basic.tsx';
import { Confirm, Dialog } from '../../kit/dialog.tsx';
import { Check, Field, Form } from '../../kit/form.tsx';
import type { Fields } from '../../kit/form.tsx';
import { putTagged, removeTagged, useTagged } from '../../kit/tagged.ts';
import { say } from '../../kit/toast.tsx';
import { go } from '../../router.ts';
import type { Erasure, User } from '../../types.ts';
import { Address } from '../address.tsx';
import { Roles, chosenRoles } from './users.tsx';

export function UserPage({ id }: { id: string }) {
  const url = `/api/admin/users/${encodeURIComponent(id)}`;
  const loaded = useTagged<User>(url);
  const [step, setStep] = useState<'factors' | 'delete' | 'erase' | null>(null);
  if (loaded.error !== undefined) {
    return <><Head title={t('users.title')}/><Failure error={loaded.error} retry={loaded.reload}/></>;
  }
  if (!loaded.data) {
    return <Loading/>;
  }
  const { value: user, tag } = loaded.data;
  const name = user.fullName;
  const close = () => setStep(null);
  const submit = async ({ email = '', fullName = '', password = '', emailVerified }: Fields, form: HTMLFormElement) => {
    await putTagged(url, {
      email, fullName, emailVerified: emailVerified !== undefined, roles: chosenRoles(form), ...(password ? { password } : {}),
    }, tag);
    say(t('common.saved'));
    loaded.reload();
  };
  const erase = async ({ reason = '' }: Fields) => {
    await post<Erasure>('/api/admin/erasures', { userId: user.id, reason: reason || null });
    say(t('erasures.begun'));
    go('/platform/erasures');
  };
  return <>
    <Head title={name} sub={<><Address of={user}/> <Badge tone={user.emailVerified ? 'good' : 'warn'}>
      {user.emailVerified ? t('account.verified') : t('account.unverified')}</Badge></>}>
      <Button onClick={() => setStep('factors')}>{t('users.resetFactors')}</Button>
      <Button look="danger" onClick={() => setStep('delete')}>{t('roles.delete')}</Button>
      <Button look="danger" onClick={() => setStep('erase')}>{t('erasures.erase')}</Button>
    </Head>
    <Card><Facts of={[
      [t('events.id'), <code>{user.id}</code>],
      [t('common.created'), <Moment at={user.createdAt}/>],
      [t('installation.changed'), <Moment at={user.updatedAt}/>],
    ]}/></Card>
    <Card title={t('users.change')}>
      <Form submit={submit} action={t('common.save')} key={tag}>
        <Field label={t('signIn.email')} name="email" type="email" required autocomplete="off" defaultValue={user.email}/>
        <Check label={t('account.verified')} help={t('users.verifiedHelp')} name="emailVerified" defaultChecked={user.emailVerified}/>
        <Field label={t('members.name')} name="fullName" required maxLength={200} autocomplete="off" defaultValue={name}/>
        <Field label={t('account.newPassword')} help={t('users.newPasswordHelp')} name="password" type="password" autocomplete="new-password"/>
        <Roles of={user.roles}/>
      </Form></Card>
    {step === 'factors' && <Confirm danger title={t('users.resetFactorsOf', { name })} text={t('users.resetFactorsText')}
      action={t('users.resetFactors')} close={close} run={async () => {
        await remove(`${url}/factors`);
        say(t('users.factorsReset', { name }));
      }}/>}
    {step === 'delete' && <Confirm danger title={t('users.deleteOf', { name })} text={t('users.deleteText')} action={t('roles.delete')}
      close={close} run={async () => {
        await removeTagged(url, tag);
        say(t('roles.deleted', { name }));
        go('/platform/users');
      }}/>}
    {step === 'erase' && <Dialog title={t('erasures.eraseOf', { name })} close={close}>
      <p>{t('erasures.eraseText')}</p>
      <Form submit={erase} action={t('erasures.erase')} cancel={close} danger>
        <Field label={t('erasures.reason')} help={t('erasures.reasonHelp')} name="reason" maxLength={500}/></Form></Dialog>}
  </>;
}
