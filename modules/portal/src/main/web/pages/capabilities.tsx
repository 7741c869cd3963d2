// What can be called in a workspace, with a form made from its schema to try it.
import { useState } from 'preact/hooks';
import { get, quoted, send } from '../api.ts';
import { number, t } from '../i18n.ts';
import { Badge, Card, Code, Copyable, Empty, Facts, Failure, Head, Loading, Notice, json } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Area, Check, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { SchemaFields, collected } from '../kit/schema.tsx';
import { List } from '../kit/table.tsx';
import { href } from '../router.ts';
import { useHere } from '../session.ts';
import type { Capability } from '../types.ts';

export function Capabilities() {
  const { api, home } = useHere();
  return <>
    <Head title={t('tab.capabilities')} sub={t('capabilities.sub')}/>
    <List<Capability> label={t('tab.capabilities')} url={`${api}/capabilities`} id={one => one.key}
      search={text => ({ filter: `key : ${quoted(text)} OR provider : ${quoted(text)}` })}
      empty={<Empty title={t('capabilities.none')}><p>{t('capabilities.noneText')}</p></Empty>}
      columns={[
        { title: t('chooser.key'), cell: one => <a href={href(`${home}/capabilities/${one.key}`)}><code>{one.key}</code></a> },
        { title: t('extensions.version'), cell: one => one.version },
        { title: t('capabilities.provider'), cell: one => one.provider },
        {
          title: t('capabilities.kind'), cell: one => <>
            <Badge>{one.changes ? t('capabilities.changes') : t('capabilities.reads')}</Badge>
            {one.deprecated && <> <Badge tone="warn">{t('capabilities.deprecated')}</Badge></>}</>,
        },
      ]}/>
  </>;
}

interface Outcome {
  input: unknown;
  result: unknown;
  millis: number;
  requestId: string | null;
}

export function CapabilityPage({ id }: { id: string }) {
  const { api, may } = useHere();
  const url = `${api}/capabilities/${encodeURIComponent(id)}`;
  const loaded = useData(url, () => get<Capability>(url));
  if (loaded.error !== undefined) {
    return <><Head title={id}/><Failure error={loaded.error} retry={loaded.reload}/></>;
  }
  if (!loaded.data) {
    return <Loading/>;
  }
  const one = loaded.data;
  return <>
    <Head title={one.key}/>
    {one.deprecated && <Notice tone="warn"><p>{t('capabilities.deprecated')} {one.deprecated.note}</p></Notice>}
    <Card><Facts of={[
      [t('extensions.version'), one.version], [t('capabilities.provider'), one.provider],
      [t('capabilities.kind'), one.changes ? t('capabilities.changes') : t('capabilities.reads')],
    ]}/></Card>
    {may('capabilities.invoke') ? <Try one={one} url={url}/>
      : <Notice><p>{t('workspace.notYours', { permission: 'capabilities.invoke' })}</p></Notice>}
    <div class="columns">
      <Card title={t('capabilities.input')}><Code label={t('capabilities.input')}>{json(one.input)}</Code></Card>
      <Card title={t('capabilities.output')}><Code label={t('capabilities.output')}>{json(one.output)}</Code></Card>
    </div>
  </>;
}

function Try({ one, url }: { one: Capability; url: string }) {
  const hasFields = Object.keys(one.input.properties ?? {}).length > 0;
  const [asJson, setAsJson] = useState(!hasFields);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const submit = async ({ input = '' }: Fields, form: HTMLFormElement) => {
    setOutcome(null);
    const given = asJson ? JSON.parse(input || '{}') as unknown : collected(one.input, form);
    const answer = await send<{ data: unknown }>('POST', url, given);
    setOutcome({
      input: given, result: answer.data.data, millis: answer.millis, requestId: answer.headers.get('x-request-id'),
    });
  };
  return <Card title={t('capabilities.try')}>
    <Form submit={submit} action={t('capabilities.call')}>
      {hasFields && <Check label={t('capabilities.asJson')} checked={asJson} onChange={event => setAsJson(event.currentTarget.checked)}/>}
      {asJson ? <Area label={t('capabilities.input')} name="input" class="code" spellcheck={false} defaultValue="{}"/>
        : <SchemaFields schema={one.input}/>}
    </Form>
    <div role="status" class="stack">{outcome && <>
      <p class="small muted">{t('capabilities.took', { millis: number(Math.round(outcome.millis)) })}, {t('error.request')} <code>{outcome.requestId}</code></p>
      <Code label={t('capabilities.result')}>{json(outcome.result)}</Code>
      <details><summary>{t('capabilities.curl')}</summary>
        <Copyable label={t('capabilities.curl')} text={curl(url, outcome.input)}/></details>
    </>}</div>
  </Card>;
}

function curl(url: string, input: unknown): string {
  const body = JSON.stringify(input).replace(/'/g, "'\\''");
  return `curl '${location.origin}${url}' -H "Authorization: Bearer $TOKEN" \\\n`
    + `  -H 'Content-Type: application/json' -d '${body}'`;
}
