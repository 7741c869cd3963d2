// One extension that is installed: how it is, its configuration, and what can be changed about it.
import { useState } from 'preact/hooks';
import { get, patch, path, post, send } from '../api.ts';
import { bytes, dateTime, joined, number, plural, t, word } from '../i18n.ts';
import { Button, Card, Empty, Facts, Failure, Head, Loading, Moment, Notice, State } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Dialog } from '../kit/dialog.tsx';
import { Choice, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { SchemaFields, collected, mergePatch } from '../kit/schema.tsx';
import { say } from '../kit/toast.tsx';
import { go, href } from '../router.ts';
import { useHere } from '../session.ts';
import type { CatalogueEntry, Installation, LogLine, Permission, Plan, WorkspaceUi } from '../types.ts';
import { Consent, PlanView, agreed } from './plan.tsx';

type Change = 'UPGRADE' | 'ROLLBACK' | 'DISABLE' | 'UNINSTALL';

export function InstallationPage({ id }: { id: string }) {
  const { api, home, may } = useHere();
  const url = `${api}/extensions/${encodeURIComponent(id)}`;
  const loaded = useData(url, () => Promise.all([get<Installation>(url), get<WorkspaceUi>(`${api}/ui`)]));
  const catalogue = useData(`catalogue ${id}`, () =>
    get<CatalogueEntry>(`/api/marketplace/extensions/${encodeURIComponent(id)}`));
  const [change, setChange] = useState<Change | null>(null);
  const [error, setError] = useState<unknown>();
  if (loaded.error !== undefined) {
    return <><Head title={id}/><Failure error={loaded.error} retry={loaded.reload}/></>;
  }
  if (!loaded.data) {
    return <Loading/>;
  }
  const [one, ui] = loaded.data;
  const pages = ui.pages.filter(page => page.extensionKey === one.extensionKey);
  const enable = async () => {
    setError(undefined);
    try {
      await patch(url, { enabled: true });
      say(t('installation.enabled', { name: one.name }));
      loaded.reload();
    } catch (failure) {
      setError(failure);
    }
  };
  const manages = may('extensions.manage');
  return <>
    <Head title={one.name} sub={<code>{one.extensionKey} {one.version}</code>}>
      {manages && <>
        {one.state === 'DISABLED' || one.state === 'FAILED'
          ? <Button look="primary" onClick={() => void enable()}>{t('installation.enable')}</Button>
          : <Button onClick={() => setChange('DISABLE')}>{t('installation.disable')}</Button>}
        <Button onClick={() => setChange('UPGRADE')}>{t('installation.upgrade')}</Button>
        <Button onClick={() => setChange('ROLLBACK')}>{t('installation.rollback')}</Button>
        <Button look="danger" onClick={() => setChange('UNINSTALL')}>{t('installation.uninstall')}</Button>
      </>}
    </Head>
    {error !== undefined && <Failure error={error}/>}
    <Condition one={one}/>
    <div class="columns">
      <Card title={t('installation.about')}><Facts of={[
        [t('common.state'), <State value={one.state}/>],
        [t('extensions.health'), <><State value={one.health.status}/> {one.health.message}</>],
        [t('installation.pages'), pages.length === 0 ? '' : <ul class="plain">{pages.map(page => <li key={page.id}>
          <a href={href(`${home}/x/${page.extensionKey}/${page.id}`)}>{page.title}</a></li>)}</ul>],
        [t('installation.stored'), `${plural('plan.rows', one.stored.rows)}, ${bytes(one.stored.bytes)}`],
        ...(one.handlers ? [
          [t('installation.behind'), number(one.handlers.behind)],
          [t('installation.deadLetters'), number(one.handlers.deadLetters)],
        ] as [string, string][] : []),
        [t('installation.granted'), joined(one.grantedPermissions)],
        [t('plan.hosts'), joined(one.grantedEgress)],
        [t('installation.changed'), <Moment at={one.updatedAt}/>],
      ]}/></Card>
      {manages && <Configuration one={one} url={url} entry={catalogue.data} done={loaded.reload}/>}
    </div>
    {manages && <Logs url={url}/>}
    {change && <ChangeDialog change={change} one={one} url={url} entry={catalogue.data} close={() => setChange(null)}
      done={loaded.reload}/>}
  </>;
}

function Condition({ one }: { one: Installation }) {
  return <>{one.conditions.map(condition => <Notice key={condition.type} tone={condition.status === 'FALSE' ? 'warn' : 'quiet'}>
    <p><strong>{word('condition', condition.type)}</strong> <State value={condition.status}/> <span class="muted"><Moment at={condition.since}/></span></p>
    <p>{condition.message} <code>{condition.reason}</code></p></Notice>)}</>;
}

function Configuration({ one, url, entry, done }: {
  one: Installation; url: string; entry: CatalogueEntry | undefined; done: () => void;
}) {
  const schema = entry?.versions?.find(version => version.version === one.version)?.configSchema;
  if (!schema || Object.keys(schema.properties ?? {}).length === 0) {
    return <Card title={t('extensions.configuration')}><Empty title={t('installation.noConfiguration')}/></Card>;
  }
  const submit = async (_: Fields, form: HTMLFormElement) => {
    await patch(url, { config: mergePatch(schema, one.config, collected(schema, form, 'config.')) });
    say(t('common.saved'));
    done();
  };
  return <Card title={t('extensions.configuration')}>
    <Form submit={submit} action={t('common.save')} key={one.updatedAt}>
      <SchemaFields schema={schema} values={one.config} prefix="config."/></Form>
  </Card>;
}

function Logs({ url }: { url: string }) {
  const logs = useData(`${url}/logs`, () => get<LogLine[]>(`${url}/logs`));
  return <Card title={t('installation.logs')} actions={<Button look="quiet" onClick={logs.reload}>{t('common.refresh')}</Button>}>
    {logs.error !== undefined ? <Failure error={logs.error} retry={logs.reload}/>
      : !logs.data ? <Loading/>
        : logs.data.length === 0 ? <Empty title={t('installation.noLogs')}/>
          : <pre tabIndex={0} role="region" aria-label={t('installation.logs')}>{logs.data.map(line =>
            `${dateTime(line.time)} ${line.level} ${line.message}${line.error ? `\n  ${line.error}` : ''}\n`).join('')}</pre>}
  </Card>;
}

function ChangeDialog({ change, one, url, entry, close, done }: {
  change: Change; one: Installation; url: string; entry: CatalogueEntry | undefined; close: () => void; done: () => void;
}) {
  const all = entry?.versions ?? [];
  const installed = all.findIndex(each => each.version === one.version);
  // The newest is the first.
  const versions = all.slice(0, Math.max(0, installed)).filter(each => !each.yanked);
  const [version, setVersion] = useState(versions[0]?.version);
  const asked = change === 'UPGRADE' ? { action: change, ...(version ? { version } : {}) } : { action: change };
  const plan = useData(JSON.stringify([url, asked]), () => post<Plan>(`${url}/plan`, asked));
  const titles: Record<Change, string> = {
    UPGRADE: t('installation.upgrade'), ROLLBACK: t('installation.rollback'),
    DISABLE: t('installation.disable'), UNINSTALL: t('installation.uninstall'),
  };
  const title = `${titles[change]}: ${one.name}`;
  const finish = () => {
    say(t('installation.changedTo', { name: one.name }));
    close();
    if (change !== 'UNINSTALL') {
      done();
    }
  };
  return <Dialog title={title} close={close} wide>
    {change === 'UPGRADE' && versions.length > 1 && <Choice label={t('extensions.version')} value={version ?? ''}
      options={versions.map(each => [each.version, each.version])} onChange={event => setVersion(event.currentTarget.value)}/>}
    {plan.error !== undefined ? <Failure error={plan.error} retry={plan.reload}/>
      : !plan.data ? <Loading/>
        : <Planned change={change} plan={plan.data} one={one} url={url} action={titles[change]} finish={finish} close={close}/>}
  </Dialog>;
}

function consequence(change: Change, one: Installation): string {
  switch (change) {
    case 'UPGRADE': return t('installation.upgradeText', { version: one.version });
    case 'ROLLBACK': return t('installation.rollbackText');
    case 'DISABLE': return t('installation.disableText');
    case 'UNINSTALL': return t('installation.uninstallText', {
      rows: plural('plan.rows', one.stored.rows), bytes: bytes(one.stored.bytes) });
  }
}

function Planned({ change, plan, one, url, action, finish, close }: {
  change: Change; plan: Plan; one: Installation; url: string; action: string; finish: () => void; close: () => void;
}) {
  const { home } = useHere();
  const words = useData('permissions', () => get<Permission[]>('/api/permissions'));
  const submit = async ({ data = 'keep' }: Fields, form: HTMLFormElement) => {
    const { planHash } = plan;
    switch (change) {
      case 'UPGRADE':
        await post(`${url}/upgrade`, { version: plan.version, planHash, ...agreed(plan, form, one) });
        break;
      case 'ROLLBACK':
        await post(`${url}/rollback`, { planHash });
        break;
      case 'DISABLE':
        await patch(url, { enabled: false, planHash });
        break;
      case 'UNINSTALL':
        await send('DELETE', path(url, { data, planHash }));
        go(`${home}/extensions`);
    }
    finish();
  };
  return <div class="stack">
    <p>{consequence(change, one)}</p>
    <PlanView plan={plan}/>
    {plan.obstacles.length === 0 && <Form submit={submit} action={action} cancel={close} danger={change === 'UNINSTALL'}>
      {change === 'UPGRADE' && <Consent plan={plan} words={words.data ?? []} had={one}/>}
      {change === 'UNINSTALL' && <Choice label={t('installation.data')} name="data"
        options={[['keep', t('installation.keep')], ['purge', t('installation.purge')]]}/>}
    </Form>}
  </div>;
}
