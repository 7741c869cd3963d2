// The accounts of the platform.
import { useState } from 'preact/hooks';
import { post, quoted } from '../../api.ts';
import { joined, t, word } from '../../i18n.ts';
import { Badge, Button, Empty, Head, Icon, Moment } from '../../kit/basic.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { Check, Choice, Field, Form, Group } from '../../kit/form.tsx';
import type { Fields } from '../../kit/form.tsx';
import { List } from '../../kit/table.tsx';
import { say } from '../../kit/toast.tsx';
import { ask, go, href, usePlace } from '../../router.ts';
import type { User } from '../../types.ts';
import { Address } from '../address.tsx';

const ROLES = ['USER', 'ADMIN', 'SUPPORT'];

export function Users() {
  const { query } = usePlace();
  const [making, setMaking] = useState(false);
  const role = query.get('role') ?? '';
  const submit = async ({ email = '', fullName = '', password = '' }: Fields, form: HTMLFormElement) => {
    const user = await post<User>('/api/admin/users', { email, fullName, password: password || null, roles: chosenRoles(form) });
    say(t('users.made', { name: user.fullName }));
    go(`/platform/users/${user.id}`);
  };
  return <>
    <Head title={t('users.title')}><Button look="primary" onClick={() => setMaking(true)}><Icon name="plus"/> {t('users.make')}</Button></Head>
    <List<User> label={t('users.title')} url="/api/admin/users" id={one => one.id}
      query={role ? { filter: `role = ${role}` } : {}} search={text => ({ filter: `search = ${quoted(text)}` })}
      empty={<Empty title={t('list.nothingFound')}/>}
      columns={[
        { title: t('members.name'), order: 'fullName', cell: one => <a href={href(`/platform/users/${one.id}`)}>{one.fullName}</a> },
        { title: t('signIn.email'), order: 'email', cell: one => <><Address of={one}/>
          {!one.emailVerified && <> <Badge tone="warn">{t('account.unverified')}</Badge></>}</> },
        { title: t('users.roles'), cell: one => joined(one.roles.map(name => word('role', name))) },
        { title: t('common.created'), order: 'createdAt', cell: one => <Moment at={one.createdAt}/> },
      ]}>
      <Choice label={t('users.role')} value={role} onChange={event => ask({ role: event.currentTarget.value, page: '' })}
        options={[['', t('users.everybody')], ...ROLES.map(name => [name, word('role', name)] as [string, string])]}/>
    </List>
    {making && <Dialog title={t('users.make')} close={() => setMaking(false)}>
      <Form submit={submit} action={t('users.make')} cancel={() => setMaking(false)}>
        <Field label={t('signIn.email')} name="email" type="email" required autocomplete="off"/>
        <Field label={t('members.name')} name="fullName" required maxLength={200} autocomplete="off"/>
        <Field label={t('signIn.password')} help={t('users.passwordHelp')} name="password" type="password" autocomplete="new-password"/>
        <Roles of={['USER']}/>
      </Form></Dialog>}
  </>;
}

export function Roles({ of }: { of: string[] }) {
  return <Group legend={t('users.roles')}>{ROLES.map(name => <Check key={name} name="role" value={name} label={word('role', name)}
    help={name === 'USER' ? t('users.userHelp') : name === 'ADMIN' ? t('users.adminHelp') : t('users.supportHelp')}
    defaultChecked={of.includes(name)}/>)}</Group>;
}

export function chosenRoles(form: HTMLFormElement): string[] {
  return new FormData(form).getAll('role').map(String);
}
