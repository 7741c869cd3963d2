// One extension of the catalogue: what it is, its configuration, the plan of its installation and the consent to it.
import { useState } from 'preact/hooks';
import { get, page, post, quoted } from '../api.ts';
import { joined, t } from '../i18n.ts';
import { ButtonLink, Card, Facts, Failure, Head, Loading, Notice } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Form, Group } from '../kit/form.tsx';
import { SchemaFields, collected } from '../kit/schema.tsx';
import type { Values } from '../kit/schema.tsx';
import { say } from '../kit/toast.tsx';
import { go, href } from '../router.ts';
import { useHere } from '../session.ts';
import type { CatalogueEntry, Installation, Permission, Plan, Schema } from '../types.ts';
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

/** What was put in so far, as the API wants it. */
interface Draft {
  config?: Values;
  requiredConfigs?: Record<string, Values>;
}

/** An extension that comes along and is configured as well. */
interface Companion {
  extensionKey: string;
  name: string;
  schema: Schema;
}

function Steps({ entry }: { entry: CatalogueEntry }) {
  const { api, home } = useHere();
  const schema = settings(entry, entry.latestVersion);
  const [draft, setDraft] = useState<Draft>({});
  const [plan, setPlan] = useState<Plan | null>(null);
  const [companions, setCompanions] = useState<Companion[]>([]);
  const installed = useData(`${api} ${entry.extensionKey}`, () =>
    page<Installation>(`${api}/extensions`, { filter: `extensionKey = ${quoted(entry.extensionKey)}` }));
  if (installed.data?.data.length) {
    return <Notice><p>{t('extensions.alreadyThere')}</p>
      <p><ButtonLink href={href(`${home}/extensions/${entry.extensionKey}`)}>{t('extensions.toInstallation')}</ButtonLink></p></Notice>;
  }
  const ask = async (wanted: Draft) => {
    const planned = await post<Plan>(`${api}/extensions/${entry.extensionKey}/plan`, { action: 'INSTALL', ...wanted });
    setCompanions(await configured(planned));
    setPlan(planned);
    setDraft(wanted);
  };
  const action = plan ? t('extensions.planAnew') : t('extensions.plan');
  return <>
    {schema && <Card title={t('extensions.configuration')}>
      <Form submit={(_, form) => ask({ ...draft, config: collected(schema, form, 'config.') })} action={action}>
        <SchemaFields schema={schema} prefix="config."/></Form></Card>}
    {!schema && !plan && <Card><Form submit={() => ask({})} action={action}><p>{t('extensions.planText')}</p></Form></Card>}
    {companions.length > 0 && <Card title={t('extensions.companions')}>
      <Form submit={(_, form) => ask({ ...draft, requiredConfigs: requiredConfigs(companions, form) })} action={t('extensions.plan')}>
        {companions.map(one => <Group key={one.extensionKey} legend={one.name}>
          <SchemaFields schema={one.schema} prefix={place(one)}/></Group>)}</Form></Card>}
    {plan && (companions.length === 0 || draft.requiredConfigs) && <Agree entry={entry} plan={plan} draft={draft}/>}
  </>;
}

function settings(entry: CatalogueEntry, version: string | undefined): Schema | null {
  const schema = entry.versions?.find(one => one.version === version)?.configSchema;
  return schema && Object.keys(schema.properties ?? {}).length > 0 ? schema : null;
}

async function configured(plan: Plan): Promise<Companion[]> {
  const all = await Promise.all((plan.brings ?? []).map(async ({ extensionKey, version }) => {
    const entry = await get<CatalogueEntry>(`/api/marketplace/extensions/${encodeURIComponent(extensionKey)}`);
    const schema = settings(entry, version);
    return schema ? [{ extensionKey, name: entry.name, schema }] : [];
  }));
  return all.flat();
}

const place = ({ extensionKey }: Companion) => `requiredConfigs.${extensionKey}.`;

function requiredConfigs(companions: Companion[], form: HTMLFormElement): Record<string, Values> {
  return Object.fromEntries(companions.map(one => [one.extensionKey, collected(one.schema, form, place(one))]));
}

function Agree({ entry, plan, draft }: { entry: CatalogueEntry; plan: Plan; draft: Draft }) {
  const { api, home } = useHere();
  const words = useData('permissions', () => get<Permission[]>('/api/permissions'));
  const submit = async (_: unknown, form: HTMLFormElement) => {
    const made = await post<Installation>(`${api}/extensions`, {
      extensionKey: entry.extensionKey, version: plan.version, planHash: plan.planHash, ...draft, ...agreed(plan, form),
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
