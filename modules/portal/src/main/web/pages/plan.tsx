// What a change of an extension would do, before it is done.
import { plural, t } from '../i18n.ts';
import { Code, Facts, Notice } from '../kit/basic.tsx';
import { Check, Group } from '../kit/form.tsx';
import type { Arrival, Installation, Permission, Plan } from '../types.ts';

export function PlanView({ plan }: { plan: Plan }) {
  return <div class="stack">
    {plan.obstacles.length > 0 && <Notice tone="bad"><p><strong>{t('plan.obstacles')}</strong></p>
      <ul>{plan.obstacles.map(one => <li key={one.code + one.message}>{one.message}</li>)}</ul></Notice>}
    <Facts of={[
      [t('extensions.version'), plan.from && plan.version ? t('plan.change', { from: plan.from, to: plan.version }) : plan.version ?? plan.from ?? ''],
      ...(plan.version ? [[t('plan.signed'), plan.signedBy ?? t('plan.unsigned')] as [string, string]] : []),
    ]}/>
    <Names title={t('plan.brings')} of={(plan.brings ?? []).map(one => `${one.name} ${one.version}`)}/>
    <Names title={t('plan.provides')} of={(plan.provides ?? []).map(one => `${one.key} ${one.version}`)}/>
    <Names title={t('plan.listens')} of={plan.consumesEvents ?? []}/>
    <Names title={t('plan.publishes')} of={plan.publishesEvents ?? []}/>
    <Names title={t('plan.jobs')} of={(plan.jobs ?? []).map(job => [job.id, job.schedule].filter(Boolean).join(': '))}/>
    <Names title={t('plan.declares')} of={(plan.declares ?? []).map(one => one.name)}/>
    {plan.breaks.length > 0 && <Notice tone="warn"><p>{t('plan.breaks')}</p>
      <ul>{plan.breaks.map(one => <li key={one.extensionKey + one.requires}>
        {t('plan.needs', { extension: one.extensionKey, capability: one.requires })}</li>)}</ul></Notice>}
    {plan.withdraws.length > 0 && <Notice tone="warn"><p>{t('plan.withdraws')}</p>
      <ul>{plan.withdraws.map(one => <li key={one.role}>{one.role}: {one.permissions.join(', ')}</li>)}</ul></Notice>}
    {plan.returns.length > 0 && <Notice><p>{t('plan.returns')}</p>
      <ul>{plan.returns.map(one => <li key={one.role}>{one.role}: {one.permissions.join(', ')}</li>)}</ul></Notice>}
    {(plan.data.length > 0 || plan.stateValues > 0) && <Notice tone="warn"><p>{t('plan.data')}</p>
      <ul>{plan.data.map(one => <li key={one.table}><code>{one.table}</code>: {t('plan.becomes', {
        now: plural('plan.rows', one.rows), then: plural('plan.rows', one.former) })}</li>)}
        {plan.stateValues > 0 && <li>{plural('plan.state', plan.stateValues)}</li>}</ul></Notice>}
    {(plan.migrations ?? []).length > 0 && <details><summary>{plural('plan.migrations', plan.migrations!.length)}</summary>
      {plan.migrations!.map(one => <Code key={one.step} label={one.description}>{one.sql}</Code>)}</details>}
  </div>;
}

function Names({ title, of }: { title: string; of: string[] }) {
  return of.length === 0 ? null : <section><h3>{title}</h3>
    <ul class="names">{of.map(name => <li key={name}><code>{name}</code></li>)}</ul></section>;
}

/** What there has been agreed to before. */
type Had = Pick<Installation, 'grantedPermissions' | 'grantedEgress'>;

/** What an extension asks for that it does not have, and what it brings along does, to be agreed to one by one. */
export function Consent({ plan, words, had }: { plan: Plan; words: Permission[]; had?: Had | undefined }) {
  const described = new Map(words.map(one => [one.name, one.description]));
  const { permissions, hosts, names } = asked(plan, had);
  return <>
    {permissions.length > 0 && <Group legend={t('plan.permissions')}>{permissions.map(name =>
      <Check key={name} name={`permission:${name}`} label={name} help={described.get(name)}/>)}</Group>}
    {hosts.length > 0 && <Group legend={t('plan.hosts')}>{hosts.map(host =>
      <Check key={host} name={`host:${host}`} label={host}/>)}</Group>}
    {names.size > 0 && <Group legend={t('plan.takesOver')}>{[...names].map(([name, from]) =>
      <Check key={name} name={`name:${name}`} label={name}
        help={from === null ? t('plan.ofNobody') : t('plan.providedBy', { extension: from })}/>)}</Group>}
  </>;
}

function asked(plan: Plan, had?: Had) {
  const all: Arrival[] = [...(plan.brings ?? []), plan];
  const hosts = [...all.flatMap(one => one.egress ?? []), ...plan.configuredEgress];
  return {
    permissions: missing(all.flatMap(one => one.permissions ?? []), had?.grantedPermissions),
    hosts: missing(hosts, had?.grantedEgress),
    names: new Map(all.flatMap(one => one.takesOver ?? []).map(one => [one.name, one.from])),
  };
}

function missing(wanted: string[], had: string[] = []): string[] {
  return [...new Set(wanted)].filter(one => !had.includes(one));
}

/** What was agreed to. */
export function agreed(plan: Plan, form: HTMLFormElement, had?: Had) {
  const isChecked = (name: string) => {
    const field = form.elements.namedItem(name);
    return field instanceof HTMLInputElement && field.checked;
  };
  const { permissions, hosts, names } = asked(plan, had);
  return {
    grantedPermissions: permissions.filter(name => isChecked(`permission:${name}`)),
    grantedEgress: hosts.filter(host => isChecked(`host:${host}`)),
    grantedNames: [...names.keys()].filter(name => isChecked(`name:${name}`)),
  };
}
