// A role of a workspace: what it permits, who has it, and who would lose what by a change.
import { useState } from 'preact/hooks';
import { page, post, quoted } from '../api.ts';
import { joined, plural, t, word } from '../i18n.ts';
import { Button, ButtonLink, Card, Empty, Failure, Head, Loading, Notice } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Confirm } from '../kit/dialog.tsx';
import { Area, Field, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { patchTagged, removeTagged, useTagged } from '../kit/tagged.ts';
import { say } from '../kit/toast.tsx';
import { go, href, usePlace } from '../router.ts';
import { useHere } from '../session.ts';
import type { Member, Role, RolePermission } from '../types.ts';
import { useRoles } from './members.tsx';
import { Mark, PermissionHeading, usePermissions } from './roles.tsx';

type IsHeld = (permission: RolePermission) => boolean;

/** What everybody compares with; who hands out more than they have would be refused. */
interface Surroundings {
  roles: Role[];
  permissions: RolePermission[];
  isHeld: IsHeld;
}

function useSurroundings(): { error: unknown; reload: () => void; data: Surroundings | undefined } {
  const { access, may } = useHere();
  const roles = useRoles();
  const permissions = usePermissions();
  const reload = () => {
    roles.reload();
    permissions.reload();
  };
  if (!roles.data || !permissions.data) {
    return { error: roles.error ?? permissions.error, reload, data: undefined };
  }
  const own = new Set(roles.data.data.find(role => role.name === access.role)?.permissions);
  const isHeld = ({ name, heldWith }: RolePermission) => may(name) || own.has(name) || (heldWith !== undefined && may(heldWith));
  return { error: undefined, reload, data: { roles: roles.data.data, permissions: permissions.data.data, isHeld } };
}

export function NewRole() {
  const { home } = useHere();
  const { query } = usePlace();
  const { error, reload, data } = useSurroundings();
  const like = data?.roles.find(role => role.id === query.get('like'));
  return <>
    <Head title={t('roles.make')} sub={like && t('roles.like', { name: word('role', like.name) })}>
      <ButtonLink href={href(`${home}/members/roles`)}>{t('roles.all')}</ButtonLink></Head>
    {error !== undefined ? <Failure error={error} retry={reload}/>
      : !data ? <Loading/> : <Editor around={data} {...(like ? { like } : {})}/>}
  </>;
}

export function RolePage({ id }: { id: string }) {
  const { api, home, may } = useHere();
  const url = `${api}/roles/${encodeURIComponent(id)}`;
  const loaded = useTagged<Role>(url);
  const around = useSurroundings();
  const [removing, setRemoving] = useState(false);
  const error = loaded.error ?? around.error;
  if (error !== undefined) {
    return <><Head title={t('members.roles')}/><Failure error={error} retry={() => { loaded.reload(); around.reload(); }}/></>;
  }
  if (!loaded.data || !around.data) {
    return <Loading/>;
  }
  const { value: role, tag } = loaded.data;
  const name = word('role', role.name);
  const { permissions, isHeld } = around.data;
  const beyond = permissions.filter(one => role.permissions.includes(one.name) && !isHeld(one)).map(one => one.name);
  const isOurs = may('roles.manage') && !role.builtIn && beyond.length === 0;
  return <>
    <Head title={name} sub={role.builtIn ? t('roles.builtIn') : role.description}>
      <ButtonLink href={href(`${home}/members/roles`)}>{t('roles.all')}</ButtonLink>
      {may('roles.manage') && <ButtonLink href={href(`${home}/members/roles/new`, { like: role.id })}>{t('roles.copy')}</ButtonLink>}
      {isOurs && <Button look="danger" onClick={() => setRemoving(true)}>{t('roles.delete')}</Button>}
    </Head>
    {may('roles.manage') && !role.builtIn && beyond.length > 0 &&
      <Notice tone="warn"><p>{t('roles.beyond', { permissions: joined(beyond) })}</p></Notice>}
    {may('members.read') && <Holders role={role}/>}
    {isOurs ? <Editor key={tag} around={around.data} role={role} tag={tag} again={loaded.reload}/>
      : <Permitted around={around.data} role={role}/>}
    {removing && <Confirm danger title={t('roles.deleteOf', { name })} text={t('roles.deleteText')} action={t('roles.delete')}
      close={() => setRemoving(false)} run={async () => {
        await removeTagged(url, tag);
        say(t('roles.deleted', { name }));
        go(`${home}/members/roles`);
      }}/>}
  </>;
}

const NAMED = 20;

function useHolders(role: Role) {
  const { api } = useHere();
  return useData(`holders ${api} ${role.name}`, () => page<Member>(`${api}/members`, {
    filter: `role = ${quoted(role.name)}`, orderBy: 'fullName', pageSize: NAMED, includeTotal: true,
  }));
}

function Holders({ role }: { role: Role }) {
  const holders = useHolders(role);
  if (holders.error !== undefined) {
    return <Failure error={holders.error} retry={holders.reload}/>;
  }
  if (!holders.data) {
    return <Loading/>;
  }
  const { data: members, totalSize = members.length } = holders.data;
  return <Card title={t('roles.holders')}>
    {members.length === 0 ? <Empty title={t('roles.nobody')}/> : <p>{everybody(members, totalSize)}</p>}</Card>;
}

function everybody(members: Member[], total: number): string {
  const names = members.map(member => member.fullName);
  return joined(total > names.length ? [...names, plural('roles.others', total - names.length)] : names);
}

/** What a role permits, of which nothing can be changed. */
function Permitted({ around: { permissions }, role }: { around: Surroundings; role: Role }) {
  return <Card title={t('roles.permits')}><ul class="plain columns">{permissions.filter(one => role.permissions.includes(one.name)).map(one => <li key={one.name}>
    <code>{one.name}</code> <span class="small muted block">{one.description}</span></li>)}</ul></Card>;
}

function Editor({ around, role, like, tag, again }: {
  around: Surroundings; role?: Role; like?: Role; tag?: string; again?: () => void;
}) {
  const { api, home } = useHere();
  const first = role ?? like;
  const [chosen, setChosen] = useState(() => new Set(
    around.permissions.filter(one => first?.permissions.includes(one.name) && around.isHeld(one)).map(one => one.name)));
  const choose = (name: string, wanted: boolean) => {
    const next = new Set(chosen);
    if (wanted) {
      next.add(name);
    } else {
      next.delete(name);
    }
    setChosen(next);
  };
  const submit = async ({ name = '', description = '' }: Fields) => {
    const wanted = { name, description: description || null, permissions: around.permissions.map(one => one.name).filter(one => chosen.has(one)) };
    if (role) {
      await patchTagged(`${api}/roles/${encodeURIComponent(role.id)}`, wanted, tag ?? '');
      say(t('common.saved'));
      again?.();
    } else {
      await post(`${api}/roles`, wanted);
      say(t('roles.made', { name }));
      go(`${home}/members/roles`);
    }
  };
  const lost = (role?.permissions ?? []).filter(name => !chosen.has(name));
  return <Card title={role ? t('roles.change') : t('roles.what')}>
    <Form submit={submit} action={role ? t('common.save') : t('roles.make')} wide>
      <Field label={t('chooser.name')} name="name" required maxLength={100} defaultValue={role?.name ?? ''}/>
      <Area label={t('roles.description')} name="description" rows={2} maxLength={1000} defaultValue={role?.description ?? ''}/>
      <Choices around={around} chosen={chosen} choose={choose}/>
      {role && lost.length > 0 && <Losers role={role} lost={lost}/>}
    </Form>
  </Card>;
}

/** The permissions to choose from, beside what the built-in roles permit; what one may not give is out of reach, and says why. */
function Choices({ around: { roles, permissions, isHeld }, chosen, choose }: {
  around: Surroundings; chosen: Set<string>; choose: (name: string, wanted: boolean) => void;
}) {
  const beside = roles.filter(role => role.builtIn && role.name !== 'OWNER');
  return <div class="scroll" tabIndex={0} role="region" aria-label={t('roles.permissions')}><table class="matrix">
    <caption class="hidden">{t('roles.permissions')}</caption>
    <thead><tr><th scope="col">{t('members.permission')}</th><th scope="col">{t('roles.this')}</th>
      {beside.map(role => <th scope="col" key={role.id}>{word('role', role.name)}</th>)}</tr></thead>
    <tbody>{permissions.map(permission => {
      const held = isHeld(permission);
      return <tr key={permission.name} class={held ? '' : 'off'}>
        <PermissionHeading permission={permission}>
          {!held && <span class="small" id={`why-${permission.name}`}>{t('roles.notHeld')}</span>}</PermissionHeading>
        <td class="chosen"><input type="checkbox" aria-label={permission.name} checked={chosen.has(permission.name)} disabled={!held}
          aria-describedby={held ? undefined : `why-${permission.name}`}
          onChange={event => choose(permission.name, event.currentTarget.checked)}/></td>
        {beside.map(role => <td key={role.id}><Mark set={role.permissions.includes(permission.name)}/></td>)}
      </tr>;
    })}</tbody>
  </table></div>;
}

function Losers({ role, lost }: { role: Role; lost: string[] }) {
  const { may } = useHere();
  const holders = useHolders(role);
  const members = may('members.read') ? holders.data?.data ?? [] : [];
  return <Notice tone="warn">
    <p>{t('roles.loses', { permissions: joined(lost) })}</p>
    {members.length > 0 && <p>{t('roles.losers', { names: everybody(members, holders.data?.totalSize ?? members.length) })}</p>}
  </Notice>;
}
