// One extension of the catalogue: what it is, its configuration, the plan of its installation and the consent to it.
import { useState } from 'preact/hooks';
import { get, page, post, quoted } from '../api.ts';
import { joined, t } from '../i18n.ts';
import { ButtonLink, Card, Facts, Failure, Head, Loading, Notice } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Form } from '../kit/form.tsx';
import { SchemaFields, collected } from '../kit/schema.tsx';
import type { Values } from '../kit/schema.tsx';
import { say } from '../kit/toast.tsx';
import { go, href } from '../router.ts';
import { useHere } from '../session.ts';
import type { CatalogueEntry, Installation, Permission, Plan } from '../types.ts';
import { Consent, PlanView, agreed } from './plan.tsx';

export function Install({ id }: { id: string }) {
  const { may } = useHere();
  const entry = useData(`catalogue ${id}`, () =>
    get<CatalogueEntry>(`/api/marketplace/extensions/${encodeURIComponent(id)}`));
  if (entry.error !== undefined) {
    return <><Head title={id}/><Failure error={entry.error} retry={entry.reload}/></>;
  }
  if (!entry.data) {
    return <Loading/>;
  }
  const { name, description, publisher, categories, latestVersion, versions = [] } = entry.data;
  const ui = versions.find(one => one.version === latestVersion)?.ui;
  return <>
    <Head title={name} sub={description}/>
    <Card><Facts of={[
      [t('extensions.publisher'), publisher], [t('extensions.version'), latestVersion],
      [t('extensions.categories'), joined(categories)],
      [t('extensions.pages'), joined([...(ui?.pages ?? []), ...(ui?.widgets ?? [])].map(one => one.title))],
    ]}/></Card>
    {may('extensions.manage') ? <Steps entry={entry.data}/>
      : <Notice><p>{t('extensions.askAdmin')}</p></Notice>}
  </>;
}

function Steps({ entry }: { entry: CatalogueEntry }) {
  const { api, home } = useHere();
  const schema = entry.versions?.find(one => one.version === entry.latestVersion)?.configSchema;
  const needsConfig = Object.keys(schema?.properties ?? {}).length > 0;
  const [config, setConfig] = useState<Values | null>(needsConfig ? null : {});
  const [plan, setPlan] = useState<Plan | null>(null);
  const installed = useData(`${api} ${entry.extensionKey}`, () =>
    page<Installation>(`${api}/extensions`, { filter: `extensionKey = ${quoted(entry.extensionKey)}` }));
  if (installed.data?.data.length) {
    return <Notice><p>{t('extensions.alreadyThere')}</p>
      <p><ButtonLink href={href(`${home}/extensions/${entry.extensionKey}`)}>{t('extensions.toInstallation')}</ButtonLink></p></Notice>;
  }
  const ask = async (wanted: Values) => {
    setPlan(await post<Plan>(`${api}/extensions/${entry.extensionKey}/plan`, { action: 'INSTALL', ...(needsConfig ? { config: wanted } : {}) }));
    setConfig(wanted);
  };
  return <>
    {schema && needsConfig && <Card title={t('extensions.configuration')}>
      <Form submit={(_, form) => ask(collected(schema, form, 'config.'))} action={t('extensions.plan')}>
        <SchemaFields schema={schema} prefix="config."/></Form></Card>}
    {!needsConfig && !plan && <Card><Form submit={() => ask({})} action={t('extensions.plan')}><p>{t('extensions.planText')}</p></Form></Card>}
    {plan && config && <Agree entry={entry} plan={plan} config={needsConfig ? config : undefined}/>}
  </>;
}

function Agree({ entry, plan, config }: { entry: CatalogueEntry; plan: Plan; config: Values | undefined }) {
  const { api, home } = useHere();
  const words = useData('permissions', () => get<Permission[]>('/api/permissions'));
  const submit = async (_: unknown, form: HTMLFormElement) => {
    const made = await post<Installation>(`${api}/extensions`, {
      extensionKey: entry.extensionKey, version: plan.version, planHash: plan.planHash,
      ...(config ? { config } : {}), ...agreed(plan, form),
    });
    say(t('extensions.done', { name: made.name }));
    go(`${home}/extensions/${made.extensionKey}`);
  };
  return <Card title={t('extensions.planTitle')}>
    <PlanView plan={plan}/>
    <Form submit={submit} action={t('extensions.agree')} cancel={() => go(`${home}/extensions/catalogue`)}>
      <Consent plan={plan} words={words.data ?? []}/>
    </Form>
  </Card>;
}
