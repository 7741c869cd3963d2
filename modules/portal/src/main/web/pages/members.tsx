// Who is in a workspace, and who is asked to come.
import { useState } from 'preact/hooks';
import { get, page, patch, post, quoted, remove } from '../api.ts';
import { plural, t, word } from '../i18n.ts';
import { Badge, Button, Empty, Failure, Head, Icon, Moment, Notice, State, Tabs } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Confirm, Dialog } from '../kit/dialog.tsx';
import { Area, Choice, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { List } from '../kit/table.tsx';
import { say } from '../kit/toast.tsx';
import { href } from '../router.ts';
import { useHere, useMe } from '../session.ts';
import { Address } from './address.tsx';
import type { BatchResult, Explanation, Invitation, Member, Permission, Role } from '../types.ts';

export function MemberTabs({ at }: { at: string }) {
  const { home, may } = useHere();
  return <Tabs label={t('tab.members')} at={at} of={[
    { id: 'members', text: t('tab.members'), href: href(`${home}/members`), permission: 'members.read' },
    { id: 'invitations', text: t('members.invitations'), href: href(`${home}/members/invitations`), permission: 'invitations.manage' },
    { id: 'roles', text: t('members.roles'), href: href(`${home}/members/roles`), permission: 'roles.read' },
  ].filter(tab => may(tab.permission))}/>;
}

type Asked = { what: 'role' | 'remove' | 'access'; member: Member } | null;

export function Members() {
  const { api, may } = useHere();
  const { me } = useMe();
  const [asked, setAsked] = useState<Asked>(null);
  const [version, setVersion] = useState(0);
  const done = (text: string) => {
    say(text);
    setVersion(version + 1);
  };
  const close = () => setAsked(null);
  return <>
    <Head title={t('tab.members')}>{may('invitations.manage') && <Invite done={done}/>}</Head>
    <MemberTabs at="members"/>
    <List<Member> label={t('tab.members')} url={`${api}/members`} id={member => member.userId} version={version}
      search={text => ({ filter: `search = ${quoted(text)}` })}
      empty={<Empty title={t('members.none')}/>}
      columns={[
        { title: t('members.name'), order: 'fullName', cell: member => <>{member.fullName} {member.userId === me.id && <Badge>{t('members.you')}</Badge>}</> },
        { title: t('signIn.email'), order: 'email', cell: member => <Address of={member}/> },
        { title: t('chooser.role'), cell: member => <>{word('role', member.role)}{member.roleScope !== 'WORKSPACE' &&
          <> <Badge>{word('role', member.roleScope ?? '')}</Badge></>}</> },
        { title: t('members.joined'), order: 'joinedAt', cell: member => <Moment at={member.joinedAt}/> },
        {
          title: t('common.actions'), actions: true, cell: member => <>
            <Button look="quiet" onClick={() => setAsked({ what: 'access', member })}
              aria-label={t('members.whyOf', { name: member.fullName })}>{t('members.why')}</Button>
            {may('members.manage') && member.roleScope === 'WORKSPACE' && member.role !== 'OWNER' && <>
              <Button look="quiet" onClick={() => setAsked({ what: 'role', member })}
                aria-label={t('members.changeRoleOf', { name: member.fullName })}>{t('members.changeRole')}</Button>
              <Button look="quiet" onClick={() => setAsked({ what: 'remove', member })}
                aria-label={t('members.removeOf', { name: member.fullName })}>{t('common.remove')}</Button></>}
          </>,
        },
      ]}/>
    {asked?.what === 'access' && <Why member={asked.member} close={close}/>}
    {asked?.what === 'role' && <ChangeRole member={asked.member} close={close} done={done}/>}
    {asked?.what === 'remove' && <Confirm danger title={t('members.removeOf', { name: asked.member.fullName })}
      text={t('members.removeText')} action={t('common.remove')} close={close} run={async () => {
        await remove(`${api}/members/${asked.member.userId}`);
        done(t('members.removed', { name: asked.member.fullName }));
      }}/>}
  </>;
}

export function useRoles() {
  const { api } = useHere();
  return useData(`roles ${api}`, () => page<Role>(`${api}/roles`, { pageSize: 1000 }));
}

function RoleChoice({ value }: { value?: string }) {
  const roles = useRoles();
  if (roles.error !== undefined) {
    return <Failure error={roles.error} retry={roles.reload}/>;
  }
  const chosen = value ?? 'MEMBER';
  // Who is quicker than the list of roles chooses the one that it would begin with.
  const granted = roles.data?.data.map(role => role.name).filter(name => name !== 'OWNER') ?? [chosen];
  return <Choice label={t('chooser.role')} name="role" value={chosen} key={granted.length}
    options={granted.map(name => [name, word('role', name)])}/>;
}

function ChangeRole({ member, close, done }: { member: Member; close: () => void; done: (text: string) => void }) {
  const { api } = useHere();
  const submit = async ({ role = '' }: Fields) => {
    await patch(`${api}/members/${member.userId}`, { role });
    done(t('members.roleChanged', { name: member.fullName, role: word('role', role) }));
    close();
  };
  return <Dialog title={t('members.changeRoleOf', { name: member.fullName })} close={close}>
    <Form submit={submit} action={t('common.save')} cancel={close}><RoleChoice value={member.role}/></Form>
  </Dialog>;
}

interface Refused {
  email: string;
  message: string;
}

function Invite({ done }: { done: (text: string) => void }) {
  const { api } = useHere();
  const [open, setOpen] = useState(false);
  const [refused, setRefused] = useState<Refused[]>([]);
  const submit = async ({ emails = '', role = '' }: Fields) => {
    const addresses = emails.split(/[\s,;]+/).filter(Boolean);
    const results = await post<BatchResult[]>(`${api}/invitations/batch`, {
      invitations: addresses.map(email => ({ email, role })),
    });
    const failed = results.flatMap((result, index) =>
      result.error ? [{ email: addresses[index] ?? '', message: result.error.message }] : []);
    setRefused(failed);
    if (failed.length < results.length) {
      done(plural('members.invited', results.length - failed.length));
    }
    if (failed.length === 0) {
      setOpen(false);
    }
  };
  return <>
    <Button look="primary" onClick={() => setOpen(true)}><Icon name="plus"/> {t('members.invite')}</Button>
    {open && <Dialog title={t('members.invite')} close={() => setOpen(false)}>
      <Form submit={submit} action={t('members.send')} cancel={() => setOpen(false)}>
        <Area label={t('members.emails')} help={t('members.emailsHelp')} name="emails" required/>
        <RoleChoice/>
        {refused.length > 0 && <Notice tone="bad"><p>{t('members.notInvited')}</p>
          <ul>{refused.map(one => <li key={one.email}><strong>{one.email}</strong>: {one.message}</li>)}</ul></Notice>}
      </Form>
    </Dialog>}
  </>;
}

export function Invitations() {
  const { api } = useHere();
  const [version, setVersion] = useState(0);
  const [revoking, setRevoking] = useState<Invitation | null>(null);
  const [error, setError] = useState<unknown>();
  const done = (text: string) => {
    say(text);
    setVersion(version + 1);
  };
  const resend = async (invitation: Invitation) => {
    setError(undefined);
    try {
      await post(`${api}/invitations/${invitation.id}/resend`);
      done(t('invitation.resent', { email: invitation.email ?? '' }));
    } catch (failure) {
      setError(failure);
    }
  };
  return <>
    <Head title={t('members.invitations')}><Invite done={done}/></Head>
    <MemberTabs at="invitations"/>
    {error !== undefined && <Failure error={error}/>}
    <List<Invitation> label={t('members.invitations')} url={`${api}/invitations`} id={one => one.id} version={version}
      search={text => ({ filter: `email : ${quoted(text)}` })}
      empty={<Empty title={t('invitation.none')}><p>{t('invitation.noneText')}</p></Empty>}
      columns={[
        { title: t('signIn.email'), order: 'email', cell: one => one.email },
        { title: t('chooser.role'), cell: one => word('role', one.role) },
        { title: t('common.state'), cell: one => <><State value={one.state}/>{one.mail?.reason && <p class="small muted">{one.mail.reason}</p>}</> },
        { title: t('invitation.by'), cell: one => one.invitedBy.fullName ?? one.invitedBy.name ?? '' },
        { title: t('invitation.expires'), order: 'expiresAt', cell: one => <Moment at={one.expiresAt}/> },
        {
          title: t('common.actions'), actions: true, cell: one => one.state === 'PENDING' && <>
            <Button look="quiet" onClick={() => void resend(one)}>{t('invitation.resend')}</Button>
            <Button look="quiet" onClick={() => setRevoking(one)}>{t('invitation.revoke')}</Button></>,
        },
      ]}/>
    {revoking && <Confirm danger title={t('invitation.revoke')} text={t('invitation.revokeText', { email: revoking.email ?? '' })}
      action={t('invitation.revoke')} close={() => setRevoking(null)} run={async () => {
        await remove(`${api}/invitations/${revoking.id}`);
        done(t('invitation.revoked'));
      }}/>}
  </>;
}

/** Why somebody may do something, or may not: the rules that decide, as the API explains them. */
function Why({ member, close }: { member: Member; close: () => void }) {
  const { api } = useHere();
  const permissions = useData('permissions', () => get<Permission[]>('/api/permissions'));
  const [answer, setAnswer] = useState<Explanation | null>(null);
  const submit = async ({ permission = '' }: Fields) => {
    setAnswer(await get<Explanation>(`${api}/access`, { userId: member.userId, permission }));
  };
  return <Dialog title={t('members.whyOf', { name: member.fullName })} close={close}>
    <div class="stack">
      {permissions.error !== undefined ? <Failure error={permissions.error} retry={permissions.reload}/>
        : <Form submit={submit} action={t('members.explain')}>
          <Choice label={t('members.permission')} name="permission" key={permissions.data?.length ?? 0}
            options={(permissions.data ?? []).map(one => [one.name, one.name])}/>
        </Form>}
      <div role="status">{answer && <Notice tone={answer.allowed ? 'good' : 'warn'}>
        <p><strong>{answer.allowed ? t('members.allowed', { permission: answer.permission })
          : t('members.refused', { permission: answer.permission })}</strong></p>
        <ul>{answer.because.map(reason => <li key={reason.rule + reason.message}>
          {word('rule', reason.rule)}: {reason.message}</li>)}</ul>
      </Notice>}</div>
    </div>
  </Dialog>;
}
