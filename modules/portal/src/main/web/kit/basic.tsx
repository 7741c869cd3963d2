// The smallest pieces of every page: native elements, styled.
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../api.ts';
import { dateTime, relative, t, word } from '../i18n.ts';

const SHAPES = {
  close: 'M3 3l10 10M13 3 3 13',
  plus: 'M8 2v12M2 8h12',
  menu: 'M2 4h12M2 8h12M2 12h12',
  check: 'M2 8l4 4 8-8',
  warning: 'M8 2 1.500 14h13zM8 6v4M8 12v.5',
  refresh: 'M13 8a5 5 0 1 1-1.500-3.500M13 2v3h-3',
  next: 'M6 3l5 5-5 5',
  previous: 'M10 3 5 8l5 5',
  up: 'M8 13V3M4 7l4-4 4 4',
  down: 'M8 3v10M4 9l4 4 4-4',
};

export function Icon({ name }: { name: keyof typeof SHAPES }) {
  return <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d={SHAPES[name]}/></svg>;
}

type ButtonProps = { look?: 'primary' | 'quiet' | 'danger'; busy?: boolean } & JSX.ButtonHTMLAttributes<HTMLButtonElement>;

export function Button({ look, busy, ...rest }: ButtonProps) {
  return <button type="button" {...rest} class={`button ${look ?? ''}`} aria-disabled={busy || undefined}
    aria-busy={busy || undefined}/>;
}

export function ButtonLink({ look, ...rest }: { look?: 'primary' | 'quiet' } & JSX.AnchorHTMLAttributes<HTMLAnchorElement>) {
  return <a {...rest} class={`button ${look ?? ''}`}/>;
}

export type Tone = 'good' | 'bad' | 'warn' | 'quiet';

export function Badge({ tone = 'quiet', children }: { tone?: Tone; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

const TONES: Record<string, Tone> = {
  ACTIVE: 'good', UP: 'good', SUCCEEDED: 'good', DELIVERED: 'good', ACCEPTED: 'good', ENABLED: 'good', SENT: 'good',
  FAILED: 'bad', DOWN: 'bad', DEAD: 'bad', REFUSED: 'bad', SUSPENDED: 'bad', EXPIRED: 'bad', LAPSED: 'bad',
  INSTALLING: 'warn', UPGRADING: 'warn', UNINSTALLING: 'warn', DEGRADED: 'warn', PENDING: 'warn', QUEUED: 'warn',
};

export function State({ value }: { value: string }) {
  return <Badge tone={TONES[value] ?? 'quiet'}>{word('state', value)}</Badge>;
}

/** A moment, as long ago as it is; the exact one on demand. */
export function Moment({ at }: { at?: string | null }) {
  return at ? <time dateTime={at} title={dateTime(at)}>{relative(at)}</time> : <span class="muted">{t('common.never')}</span>;
}

/** The heading of a page: it names the window, and is where readers begin after a change of page. */
export function Title({ children, sub }: { children: string; sub?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${children} - ${t('app.name')}`;
  }, [children]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return <div class="title"><h1 ref={heading} tabIndex={-1}>{children}</h1>{sub && <p class="muted">{sub}</p>}</div>;
}

export function Head({ title, sub, children }: { title: string; sub?: ComponentChildren; children?: ComponentChildren }) {
  return <header class="head"><Title sub={sub}>{title}</Title><div class="actions">{children}</div></header>;
}

/** Something takes a while; said only when it takes longer than a glance, so that nothing flickers. */
export function Loading() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return <p class="loading" role="status">{late && <><progress aria-label={t('common.loading')}/> {t('common.loading')}</>}</p>;
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return <div class="empty"><p><strong>{title}</strong></p>{children}</div>;
}

/** What went wrong, in the words of the API, and what to do. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  return <div class="notice bad" role="alert">
    <Icon name="warning"/>
    <div class="stack tight">
      <p>{explained(error)}</p>
      <Details error={error}/>
      {retry && <p><Button onClick={retry}><Icon name="refresh"/> {t('common.retry')}</Button></p>}
    </div>
  </div>;
}

function Details({ error }: { error: unknown }) {
  if (!(error instanceof Problem)) {
    return null;
  }
  return <>
    {error.details.length > 0 && <ul>{error.details.map(detail =>
      <li key={`${detail.field} ${detail.message}`}>{detail.field && <code>{detail.field}</code>} {detail.message}</li>)}</ul>}
    <p class="small muted"><code>{error.code}</code>{error.requestId && <>, {t('error.request')} <code>{error.requestId}</code></>}</p>
  </>;
}

export function explained(error: unknown): string {
  if (error instanceof Problem) {
    return error.code === 'NETWORK' ? t('error.network') : error.message || t('error.unknown');
  }
  return t('error.unknown');
}

export function Notice({ tone = 'quiet', children }: { tone?: Tone; children: ComponentChildren }) {
  return <div class={`notice ${tone}`}><div class="stack tight">{children}</div></div>;
}

export function Card({ title, children, actions }: { title?: string; children: ComponentChildren; actions?: ComponentChildren }) {
  return <section class="card">
    {title && <header><h2>{title}</h2>{actions}</header>}
    {children}
  </section>;
}

/** Names with values, side by side where there is room; those without a value are left out. */
export function Facts({ of }: { of: [string, ComponentChildren][] }) {
  return <dl class="facts">{of.filter(([, value]) => value !== '').map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}

export function Code({ children, label }: { children: string; label: string }) {
  return <pre tabIndex={0} role="region" aria-label={label}><code>{children}</code></pre>;
}

export function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** A text to be taken along, such as a secret that is shown once. */
export function Copyable({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return <div class="copyable">
    <Code label={label}>{text}</Code>
    <Button onClick={() => void copy()}>{copied ? t('common.copied') : t('common.copy')}</Button>
    <span role="status" class="hidden">{copied && t('common.copied')}</span>
  </div>;
}

export function Tabs({ label, of, at }: { label: string; of: { href: string; text: string; id: string }[]; at: string }) {
  const bar = useRef<HTMLElement>(null);
  // Where not all of them fit, the one that one is at is to be seen.
  useEffect(() => bar.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [at]);
  return <nav class="tabs" aria-label={label} ref={bar}>{of.map(tab =>
    <a key={tab.id} href={tab.href} aria-current={tab.id === at ? 'page' : undefined}>{tab.text}</a>)}</nav>;
}
