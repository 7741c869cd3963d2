// What the roles of a workspace permit, side by side.
import type { ComponentChildren } from 'preact';
import { page } from '../api.ts';
import { t, word } from '../i18n.ts';
import { ButtonLink, Failure, Head, Icon, Loading } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { href } from '../router.ts';
import { useHere } from '../session.ts';
import type { RolePermission, Role } from '../types.ts';
import { MemberTabs, useRoles } from './members.tsx';

export function usePermissions() {
  const { api } = useHere();
  return useData(`permissions ${api}`, () => page<RolePermission>(`${api}/permissions`, { pageSize: 1000 }));
}

export function Roles() {
  const { home, may } = useHere();
  const roles = useRoles();
  const permissions = usePermissions();
  const error = roles.error ?? permissions.error;
  return <>
    <Head title={t('members.roles')} sub={t('members.rolesSub')}>
      {may('roles.manage') && <ButtonLink look="primary" href={href(`${home}/members/roles/new`)}>
        <Icon name="plus"/> {t('roles.make')}</ButtonLink>}
    </Head>
    <MemberTabs at="roles"/>
    {error !== undefined ? <Failure error={error} retry={() => { roles.reload(); permissions.reload(); }}/>
      : !roles.data || !permissions.data ? <Loading/>
        : <Matrix roles={roles.data.data} permissions={permissions.data.data}/>}
  </>;
}

function Matrix({ roles, permissions }: { roles: Role[]; permissions: RolePermission[] }) {
  const { home } = useHere();
  return <div class="scroll" tabIndex={0} role="region" aria-label={t('members.roles')}><table class="matrix">
    <caption class="hidden">{t('members.roles')}</caption>
    <thead><tr><th scope="col">{t('members.permission')}</th>{roles.map(role => <th scope="col" key={role.id}>
      <a href={href(`${home}/members/roles/${encodeURIComponent(role.id)}`)}>{word('role', role.name)}</a></th>)}</tr></thead>
    <tbody>{permissions.map(permission => <tr key={permission.name}>
      <PermissionHeading permission={permission}/>
      {roles.map(role => <td key={role.id}><Mark set={role.permissions.includes(permission.name)}/></td>)}</tr>)}</tbody>
  </table></div>;
}

export function PermissionHeading({ permission, children }: { permission: RolePermission; children?: ComponentChildren }) {
  return <th scope="row"><code><Breakable name={permission.name}/></code><span class="small muted">{permission.description}</span>
    {permission.extensionKey && <span class="small muted">{t('roles.of', { extension: permission.extensionKey })}</span>}
    {children}</th>;
}

/** A name that goes on in the next line at its dots, where there is no room. */
function Breakable({ name }: { name: string }) {
  const [first, ...rest] = name.split('.');
  return <>{first}{rest.map(part => <>.<wbr/>{part}</>)}</>;
}

export function Mark({ set }: { set: boolean }) {
  return set ? <><Icon name="check"/><span class="hidden">{t('members.may')}</span></>
    : <span class="muted" aria-label={t('members.mayNot')} role="img">-</span>;
}
