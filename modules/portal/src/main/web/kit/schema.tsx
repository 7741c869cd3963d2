// Forms that are made from a JSON Schema: a field for each property, and JSON for what no field fits.
import { Problem } from '../api.ts';
import { t } from '../i18n.ts';
import type { Schema } from '../types.ts';
import { Area, Check, Choice, Field, Group } from './form.tsx';

export type Values = Record<string, unknown>;

type Kind = 'secret' | 'choice' | 'text' | 'number' | 'flag' | 'group' | 'json';

function kind(schema: Schema): Kind {
  const type = Array.isArray(schema.type) ? schema.type.find(one => one !== 'null') : schema.type;
  if (schema.enum?.every(value => typeof value === 'string')) {
    return 'choice';
  }
  switch (type) {
    case 'string': return schema.writeOnly ? 'secret' : 'text';
    case 'integer':
    case 'number': return 'number';
    case 'boolean': return 'flag';
    case 'object': return schema.properties ? 'group' : 'json';
    default: return 'json';
  }
}

const INPUTS: Record<string, string> = { email: 'email', uri: 'url', date: 'date' };

export function SchemaFields({ schema, values = {}, prefix = '' }: { schema: Schema; values?: Values; prefix?: string }) {
  return <>{Object.entries(schema.properties ?? {}).map(([name, property]) =>
    <Property key={name} name={prefix + name} title={property.title ?? name} schema={property} value={values[name]}
      required={schema.required?.includes(name) ?? false}/>)}</>;
}

function Property({ name, title, schema, value, required }: {
  name: string; title: string; schema: Schema; value: unknown; required: boolean;
}) {
  const given = value ?? schema.default;
  const text = typeof given === 'string' || typeof given === 'number' ? String(given) : '';
  const label = required ? title : t('schema.optional', { name: title });
  const shared = { name, label, help: schema.description, required };
  switch (kind(schema)) {
    case 'secret': {
      const isKept = value !== undefined && value !== null;
      return <Field {...shared} type="password" required={required && !isKept} autocomplete="new-password"
        help={[schema.description, isKept && t('schema.kept')].filter(Boolean).join(' ')}
        placeholder={isKept ? '********' : undefined}/>;
    }
    case 'choice':
      return <Choice {...shared} value={text} options={[
        ...(required ? [] : [['', t('schema.none')] as [string, string]]),
        ...(schema.enum ?? []).map(one => [String(one), String(one)] as [string, string]),
      ]}/>;
    case 'number':
      return <Field {...shared} type="number" defaultValue={text} step={schema.type === 'integer' ? 1 : 'any'}
        min={schema.minimum} max={schema.maximum}/>;
    case 'flag':
      return <Check name={name} label={title} help={schema.description} defaultChecked={given === true}/>;
    case 'group':
      return <Group legend={title}>
        <SchemaFields schema={schema} prefix={`${name}.`} values={(given ?? {}) as Values}/></Group>;
    case 'json':
      return <Area {...shared} defaultValue={given === undefined || given === null ? '' : JSON.stringify(given, null, 2)}
        help={[schema.description, t('schema.json')].filter(Boolean).join(' ')} class="code" spellcheck={false}/>;
    default:
      return <Field {...shared} type={INPUTS[schema.format ?? ''] ?? 'text'} defaultValue={text} maxLength={schema.maxLength}/>;
  }
}

/** What was put into the fields; properties left empty are not there. */
export function collected(schema: Schema, form: HTMLFormElement, prefix = ''): Values {
  const values: Values = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const value = valueOf(property, form, prefix + name);
    if (value !== undefined) {
      values[name] = value;
    }
  }
  return values;
}

function valueOf(schema: Schema, form: HTMLFormElement, name: string): unknown {
  if (kind(schema) === 'group') {
    const inner = collected(schema, form, `${name}.`);
    return Object.keys(inner).length > 0 ? inner : undefined;
  }
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement && field.type === 'checkbox') {
    return field.checked;
  }
  const text = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement
    ? field.value : '';
  if (text === '') {
    return undefined;
  }
  switch (kind(schema)) {
    case 'number': return Number(text);
    case 'json': return parsed(text, name);
    default: return text;
  }
}

function parsed(text: string, field: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(0, 'JSON', t('schema.notJson'), [{ field, message: t('schema.notJson') }]);
  }
}

/** What changes one into the other (RFC 7396). Secrets are among the values only when they were put in anew. */
export function mergePatch(schema: Schema, before: Values, after: Values): Values {
  const patch: Values = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (after[name] !== undefined) {
      if (JSON.stringify(after[name]) !== JSON.stringify(before[name])) {
        patch[name] = kind(property) === 'group'
          ? mergePatch(property, (before[name] ?? {}) as Values, after[name] as Values) : after[name];
      }
    } else if (before[name] !== undefined && before[name] !== null && kind(property) !== 'secret' && kind(property) !== 'group') {
      patch[name] = null;
    }
  }
  return patch;
}
