// Forms that show what the API refuses at the field it names.
import { createContext } from 'preact';
import type { ComponentChildren, JSX } from 'preact';
import { useContext, useEffect, useId, useRef, useState } from 'preact/hooks';
import { Problem } from '../api.ts';
import { t } from '../i18n.ts';
import { Button, Failure } from './basic.tsx';

export type Fields = Record<string, string>;

const Faults = createContext<Record<string, string>>({});

/** What a field of this name is told, and what it points its readers to. */
export function useFault(name: string | undefined): string | undefined {
  const faults = useContext(Faults);
  return name === undefined ? undefined : faults[name];
}

export function Form({ submit, action, cancel, children, danger, first, wide }: {
  submit: (fields: Fields, form: HTMLFormElement) => Promise<unknown>; action: string; cancel?: () => void;
  children: ComponentChildren; danger?: boolean;
  /** Whether people begin with it. */
  first?: boolean;
  /** Whether it takes all the room there is. */
  wide?: boolean;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const ref = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (first) {
      ref.current?.querySelector('input')?.focus();
    }
  }, []);
  useEffect(() => {
    if (error !== undefined) {
      ref.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
    }
  }, [error]);
  const send = async (event: Event) => {
    event.preventDefault();
    const form = ref.current;
    if (busy || !form) {
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      const fields: Fields = {};
      new FormData(form).forEach((value, name) => { fields[name] = typeof value === 'string' ? value : value.name; });
      await submit(fields, form);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const faults: Record<string, string> = {};
  if (error instanceof Problem) {
    for (const { field, message } of error.details) {
      if (field !== undefined) {
        faults[field] ??= message;
      }
    }
  }
  return <form ref={ref} class={wide ? 'stack all' : 'stack'} onSubmit={event => void send(event)}>
    <Faults.Provider value={faults}>{children}</Faults.Provider>
    {error !== undefined && <Failure error={error}/>}
    <footer class="actions end">
      {cancel && <Button onClick={cancel}>{t('common.cancel')}</Button>}
      <Button type="submit" look={danger ? 'danger' : 'primary'} busy={busy}>{action}</Button>
    </footer>
  </form>;
}

// Fields keep what was put into them: those that are not told otherwise begin with a default value, not with a value.

interface Labelled {
  label: string;
  help?: string | undefined;
  name?: string;
}

function Frame({ id, label, help, fault, children }: {
  id: string; label: string; help?: string | undefined; fault?: string | undefined; children: ComponentChildren;
}) {
  return <div class="field">
    <label for={id}>{label}</label>
    {children}
    {help && <small id={`${id}-help`}>{help}</small>}
    {fault && <small id={`${id}-fault`} class="fault">{fault}</small>}
  </div>;
}

function described(id: string, help?: string, fault?: string) {
  const by = [help && `${id}-help`, fault && `${id}-fault`].filter(Boolean).join(' ');
  return { id, 'aria-describedby': by || undefined, 'aria-invalid': fault ? true : undefined };
}

export function Field({ label, help, ...rest }: Labelled & Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'label' | 'name'>) {
  const id = useId();
  const fault = useFault(rest.name);
  return <Frame id={id} label={label} help={help} fault={fault}>
    <input type="text" {...rest} {...described(id, help, fault)}/></Frame>;
}

export function Area({ label, help, ...rest }: Labelled & Omit<JSX.TextareaHTMLAttributes<HTMLTextAreaElement>, 'label' | 'name'>) {
  const id = useId();
  const fault = useFault(rest.name);
  return <Frame id={id} label={label} help={help} fault={fault}>
    <textarea rows={4} {...rest} {...described(id, help, fault)}/></Frame>;
}

export function Choice({ label, help, options, value, ...rest }: Labelled & { options: [string, string][]; value?: string }
    & Omit<JSX.SelectHTMLAttributes<HTMLSelectElement>, 'label' | 'name' | 'value'>) {
  const id = useId();
  const fault = useFault(rest.name);
  return <Frame id={id} label={label} help={help} fault={fault}>
    <select {...rest} {...described(id, help, fault)}>
      {options.map(([key, text]) => <option key={key} value={key} selected={key === value}>{text}</option>)}
    </select></Frame>;
}

export function Check({ label, help, ...rest }: Labelled & Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'label' | 'name'>) {
  const id = useId();
  return <div class="check">
    <input type="checkbox" {...rest} {...described(id, help)}/>
    <label for={id}>{label}</label>
    {help && <small id={`${id}-help`}>{help}</small>}
  </div>;
}

export function Group({ legend, children, many }: { legend: string; children: ComponentChildren; many?: boolean }) {
  return <fieldset class={many ? 'many' : ''}><legend>{legend}</legend>{children}</fieldset>;
}
