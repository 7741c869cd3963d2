// Who belongs to an organization, and who is asked to come.
import { useState } from 'preact/hooks';
import { patch, post, quoted, remove } from '../api.ts';
import { t, word } from '../i18n.ts';
import { Badge, Button, Empty, Head, Icon, Moment, State, Tabs } from '../kit/basic.tsx';
import { Confirm, Dialog } from '../kit/dialog.tsx';
import { Choice, Field, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { List } from '../kit/table.tsx';
import { say } from '../kit/toast.tsx';
import { href } from '../router.ts';
import { useHere, useMe } from '../session.ts';
import { Address } from './address.tsx';
import type { Invitation, Member } from '../types.ts';

/** Those that can be given; an owner there is by handing the organization over. */
const ROLES = ['ADMIN', 'MEMBER', 'BILLING'];

const MANAGE = 'organization.members.manage';

function MemberTabs({ at }: { at: string }) {
  const { home, may } = useHere();
  return may(MANAGE) ? <Tabs label={t('tab.members')} at={at} of={[
    { id: 'members', text: t('tab.members'), href: href(`${home}/members`) },
    { id: 'invitations', text: t('members.invitations'), href: href(`${home}/members/invitations`) },
  ]}/> : null;
}

function RoleChoice({ value }: { value: string }) {
  return <Choice label={t('chooser.role')} name="role" value={value} options={ROLES.map(role => [role, word('role', role)])}/>;
}

type Asked = { what: 'role' | 'remove'; member: Member } | null;

export function OrganizationMembers() {
  const { api, may } = useHere();
  const { me } = useMe();
  const [asked, setAsked] = useState<Asked>(null);
  const [version, setVersion] = useState(0);
  const done = (text: string) => {
    say(text);
    setVersion(version + 1);
  };
  const change = async ({ role = '' }: Fields) => {
    await patch(`${api}/members/${asked!.member.userId}`, { role });
    done(t('members.roleChanged', { name: asked!.member.fullName, role: word('role', role) }));
    setAsked(null);
  };
  return <>
    <Head title={t('tab.members')}>{may(MANAGE) && <Invite done={done}/>}</Head>
    <MemberTabs at="members"/>
    <List<Member> label={t('tab.members')} url={`${api}/members`} id={one => one.userId} version={version}
      search={text => ({ filter: `search = ${quoted(text)}` })} empty={<Empty title={t('members.none')}/>}
      columns={[
        { title: t('members.name'), order: 'fullName', cell: one => <>{one.fullName} {one.userId === me.id && <Badge>{t('members.you')}</Badge>}</> },
        { title: t('signIn.email'), order: 'email', cell: one => <Address of={one}/> },
        { title: t('chooser.role'), cell: one => <>{word('role', one.role)} {one.suspendedAt && <State value="SUSPENDED"/>}</> },
        { title: t('members.joined'), order: 'joinedAt', cell: one => <Moment at={one.joinedAt}/> },
        {
          title: t('common.actions'), actions: true, cell: one => may(MANAGE) && one.role !== 'OWNER' && <>
            <Button look="quiet" onClick={() => setAsked({ what: 'role', member: one })}
              aria-label={t('members.changeRoleOf', { name: one.fullName })}>{t('members.changeRole')}</Button>
            <Button look="quiet" onClick={() => setAsked({ what: 'remove', member: one })}
              aria-label={t('members.removeOf', { name: one.fullName })}>{t('common.remove')}</Button></>,
        },
      ]}/>
    {asked?.what === 'role' && <Dialog title={t('members.changeRoleOf', { name: asked.member.fullName })} close={() => setAsked(null)}>
      <Form submit={change} action={t('common.save')} cancel={() => setAsked(null)}><RoleChoice value={asked.member.role}/></Form></Dialog>}
    {asked?.what === 'remove' && <Confirm danger title={t('members.removeOf', { name: asked.member.fullName })}
      text={t('organization.removeText')} action={t('common.remove')} close={() => setAsked(null)} run={async () => {
        await remove(`${api}/members/${asked.member.userId}`);
        done(t('members.removed', { name: asked.member.fullName }));
      }}/>}
  </>;
}

function Invite({ done }: { done: (text: string) => void }) {
  const { api } = useHere();
  const [open, setOpen] = useState(false);
  const submit = async ({ email = '', role = '' }: Fields) => {
    await post(`${api}/invitations`, { email, role });
    done(t('invitation.sent', { email }));
    setOpen(false);
  };
  return <>
    <Button look="primary" onClick={() => setOpen(true)}><Icon name="plus"/> {t('members.invite')}</Button>
    {open && <Dialog title={t('members.invite')} close={() => setOpen(false)}>
      <Form submit={submit} action={t('members.send')} cancel={() => setOpen(false)}>
        <Field label={t('signIn.email')} name="email" type="email" required/>
        <RoleChoice value="MEMBER"/>
      </Form></Dialog>}
  </>;
}

export function OrganizationInvitations() {
  const { api, may } = useHere();
  const [version, setVersion] = useState(0);
  const [revoking, setRevoking] = useState<Invitation | null>(null);
  const done = (text: string) => {
    say(text);
    setVersion(version + 1);
  };
  if (!may(MANAGE)) {
    return <><Head title={t('members.invitations')}/><p>{t('workspace.notYours', { permission: MANAGE })}</p></>;
  }
  return <>
    <Head title={t('members.invitations')}><Invite done={done}/></Head>
    <MemberTabs at="invitations"/>
    <List<Invitation> label={t('members.invitations')} url={`${api}/invitations`} id={one => one.id} version={version}
      search={text => ({ filter: `email : ${quoted(text)}` })}
      empty={<Empty title={t('invitation.none')}><p>{t('invitation.noneText')}</p></Empty>}
      columns={[
        { title: t('signIn.email'), order: 'email', cell: one => one.email },
        { title: t('chooser.role'), cell: one => word('role', one.role) },
        { title: t('common.state'), cell: one => <State value={one.state}/> },
        { title: t('invitation.expires'), order: 'expiresAt', cell: one => <Moment at={one.expiresAt}/> },
        {
          title: t('common.actions'), actions: true, cell: one => one.state === 'PENDING' &&
            <Button look="quiet" onClick={() => setRevoking(one)}>{t('invitation.revoke')}</Button>,
        },
      ]}/>
    {revoking && <Confirm danger title={t('invitation.revoke')} text={t('invitation.revokeText', { email: revoking.email ?? '' })}
      action={t('invitation.revoke')} close={() => setRevoking(null)} run={async () => {
        await remove(`${api}/invitations/${revoking.id}`);
        done(t('invitation.revoked'));
      }}/>}
  </>;
}
