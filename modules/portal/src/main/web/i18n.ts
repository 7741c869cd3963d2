// What the portal says, in the language of the browser. Texts are in messages/, and nowhere else.
import en from './messages/en.json';

export type Key = keyof typeof en;
/** A text that depends on a number; it has a form for each plural rule of a language, as `key.one` and `key.other`. */
export type PluralKey = Base<Key>;
type Base<K> = K extends `${infer Name}.other` ? Name : never;
type Values = Record<string, string | number>;

const languages: Record<string, () => Promise<Record<string, string>>> = {
  de: () => import('./messages/de.json').then(module => module.default),
};

let messages: Record<string, string> = en;
let locale = 'en';
let plurals = new Intl.PluralRules(locale);

/** Takes the first of these languages that there are messages in; dates and numbers follow its region. */
export async function speak(wanted: readonly string[]): Promise<void> {
  for (const tag of wanted) {
    const language = tag.split('-')[0]!.toLowerCase();
    const load = languages[language];
    if (load || language === 'en') {
      messages = load ? { ...en, ...(await load()) } : en;
      locale = tag;
      plurals = new Intl.PluralRules(locale);
      document.documentElement.lang = language;
      return;
    }
  }
}

/** The language and region that texts, dates and numbers are in. */
export function spoken(): string {
  return locale;
}

export function t(key: Key, values: Values = {}): string {
  return filled(messages[key] ?? key, values);
}

export function plural(key: PluralKey, count: number, values: Values = {}): string {
  const text = messages[`${key}.${plurals.select(count)}`] ?? messages[`${key}.other`] ?? key;
  return filled(text, { count: number(count), ...values });
}

/** What the API calls something, in words where there are some, such as those of a state. */
export function word(kind: 'state' | 'role' | 'rule' | 'sink' | 'condition' | 'plan' | 'aspect' | 'flow' | 'kind' | 'origin' | 'surface' | 'group' | 'period', value: string): string {
  return messages[`${kind}.${value}`] ?? value;
}

function filled(text: string, values: Values): string {
  return text.replace(/\{(\w+)}/g, (all, name: string) => String(values[name] ?? all));
}

export function number(value: number): string {
  return new Intl.NumberFormat(locale).format(value);
}

export function bytes(value: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const power = Math.min(Math.floor(Math.log(Math.max(value, 1)) / Math.log(1024)), units.length - 1);
  return new Intl.NumberFormat(locale, {
    style: 'unit', unit: units[power]!, unitDisplay: 'short', maximumFractionDigits: 1,
  }).format(value / 1024 ** power);
}

export function dateTime(iso: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(iso));
}

export function date(iso: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(iso));
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1],
];

/** How long ago, or in what time; the date where that is more than a month. */
export function relative(iso: string): string {
  const seconds = (new Date(iso).getTime() - Date.now()) / 1000;
  if (Math.abs(seconds) > 30 * 86_400) {
    return date(iso);
  }
  const [unit, length] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.round(seconds / length), unit);
}

export function joined(words: string[]): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(words);
}
