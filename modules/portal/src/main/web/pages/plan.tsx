// What a change of an extension would do, before it is done.
import { number, plural, t } from '../i18n.ts';
import { Code, Facts, Notice } from '../kit/basic.tsx';
import { Check, Group } from '../kit/form.tsx';
import type { Permission, Plan } from '../types.ts';

export function PlanView({ plan }: { plan: Plan }) {
  return <div class="stack">
    {plan.obstacles.length > 0 && <Notice tone="bad"><p><strong>{t('plan.obstacles')}</strong></p>
      <ul>{plan.obstacles.map(one => <li key={one.code + one.message}>{one.message}</li>)}</ul></Notice>}
    <Facts of={[
      [t('extensions.version'), plan.from && plan.version ? t('plan.change', { from: plan.from, to: plan.version }) : plan.version ?? plan.from ?? ''],
      ...(plan.version ? [[t('plan.signed'), plan.signedBy ?? t('plan.unsigned')] as [string, string]] : []),
    ]}/>
    <Names title={t('plan.provides')} of={(plan.provides ?? []).map(one => `${one.key} ${one.version}`)}/>
    <Names title={t('plan.listens')} of={plan.consumesEvents ?? []}/>
    <Names title={t('plan.publishes')} of={plan.publishesEvents ?? []}/>
    <Names title={t('plan.takesOver')} of={(plan.takesOver ?? []).map(one => one.name)}/>
    {plan.breaks.length > 0 && <Notice tone="warn"><p>{t('plan.breaks')}</p>
      <ul>{plan.breaks.map(one => <li key={one.extensionKey + one.requires}>
        {t('plan.needs', { extension: one.extensionKey, capability: one.requires })}</li>)}</ul></Notice>}
    {plan.withdraws.length > 0 && <Notice tone="warn"><p>{t('plan.withdraws')}</p>
      <ul>{plan.withdraws.map(one => <li key={one.role}>{one.role}: {one.permissions.join(', ')}</li>)}</ul></Notice>}
    {plan.data.length > 0 && <section><h3>{t('plan.data')}</h3>
      <ul>{plan.data.map(one => <li key={one.table}><code>{one.table}</code>: {plural('plan.rows', one.rows)}
        {one.former !== one.rows && <> ({t('plan.former', { count: number(one.former) })})</>}</li>)}</ul></section>}
    {(plan.migrations ?? []).length > 0 && <details><summary>{plural('plan.migrations', plan.migrations!.length)}</summary>
      {plan.migrations!.map(one => <Code key={one.step} label={one.description}>{one.sql}</Code>)}</details>}
  </div>;
}

function Names({ title, of }: { title: string; of: string[] }) {
  return of.length === 0 ? null : <section><h3>{title}</h3>
    <ul class="names">{of.map(name => <li key={name}><code>{name}</code></li>)}</ul></section>;
}

/** What an extension asks for, to be agreed to one by one. */
export function Consent({ plan, words }: { plan: Plan; words: Permission[] }) {
  const described = new Map(words.map(one => [one.name, one.description]));
  return <>
    {(plan.permissions ?? []).length > 0 && <Group legend={t('plan.permissions')}>{plan.permissions!.map(name =>
      <Check key={name} name={`permission:${name}`} label={name} help={described.get(name)}/>)}</Group>}
    {hosts(plan).length > 0 && <Group legend={t('plan.hosts')}>{hosts(plan).map(host =>
      <Check key={host} name={`host:${host}`} label={host}/>)}</Group>}
  </>;
}

function hosts(plan: Plan): string[] {
  return [...new Set([...(plan.egress ?? []), ...plan.configuredEgress])];
}

/** What was agreed to. */
export function agreed(plan: Plan, form: HTMLFormElement) {
  const isChecked = (name: string) => {
    const field = form.elements.namedItem(name);
    return field instanceof HTMLInputElement && field.checked;
  };
  return {
    grantedPermissions: (plan.permissions ?? []).filter(name => isChecked(`permission:${name}`)),
    grantedEgress: hosts(plan).filter(host => isChecked(`host:${host}`)),
  };
}
