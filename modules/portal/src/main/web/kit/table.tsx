// A list of the API: its pages, its order and its filter, all kept in the address.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { page } from '../api.ts';
import type { Page, Query } from '../api.ts';
import { plural, t } from '../i18n.ts';
import { ask, step, stepped, usePlace } from '../router.ts';
import { Button, Empty, Failure, Icon, Loading } from './basic.tsx';
import { useData } from './data.ts';

export interface Column<T> {
  title: string;
  /** The field by which the API orders, where it does. */
  order?: string;
  cell: (row: T) => ComponentChildren;
  /** Of a column of buttons, whose title is for readers alone. */
  actions?: boolean;
}

interface ListProps<T> {
  label: string;
  url: string;
  columns: Column<T>[];
  id: (row: T) => string;
  /** The parameters of a search for a text. */
  search?: (text: string) => Query;
  /** What holds besides. */
  query?: Query;
  empty: ComponentChildren;
  /** Changes when the list is to be asked for again. */
  version?: unknown;
  children?: ComponentChildren;
}

export function List<T>(props: ListProps<T>) {
  const { query: asked } = usePlace();
  const text = asked.get('q') ?? '';
  const order = asked.get('order') ?? '';
  const token = asked.get('page') ?? '';
  const question: Query = { includeTotal: token === '', ...props.query, pageToken: token };
  if (order) {
    question.orderBy = order;
  }
  const search = text && props.search ? props.search(text) : {};
  const filters = [props.query?.filter, search.filter].filter(Boolean).map(one => `(${one})`).join(' AND ');
  Object.assign(question, search, filters ? { filter: filters } : {});
  const list = useData(JSON.stringify([props.url, question, props.version]), () => page<T>(props.url, question));
  const [kept, setKept] = useState<Page<T>>();
  useEffect(() => {
    if (list.data) {
      setKept(list.data);
    }
  }, [list.data]);
  const shown = list.data ?? (list.error === undefined ? kept : undefined);
  const rows = shown?.data;
  const isWaiting = list.data === undefined && list.error === undefined;
  return <div class="list" aria-busy={isWaiting}>
    {(props.search || props.children) && <div class="tools">
      {props.search && <Search text={text}/>}
      {props.children}
    </div>}
    {list.error !== undefined ? <Failure error={list.error} retry={list.reload}/>
      : rows === undefined ? <Loading/>
        : rows.length === 0 && !text && !token ? <>{props.empty}</>
          : rows.length === 0 ? <Empty title={t('list.nothingFound')}/>
            : <Rows {...props} rows={rows} order={order}/>}
    {shown && <Pages of={shown} isFirst={token === ''} busy={isWaiting}/>}
  </div>;
}

function Search({ text }: { text: string }) {
  const id = useId();
  const [typed, setTyped] = useState(text);
  const sent = useRef(text);
  useEffect(() => {
    // Another address was gone to; what is typed meanwhile stays.
    if (text !== sent.current) {
      sent.current = text;
      setTyped(text);
    }
  }, [text]);
  useEffect(() => {
    if (typed === sent.current) {
      return;
    }
    const timer = setTimeout(() => {
      sent.current = typed;
      ask({ q: typed, page: '' }, { replace: true });
    }, 250);
    return () => clearTimeout(timer);
  }, [typed]);
  return <div class="search" role="search">
    <label for={id} class="hidden">{t('list.search')}</label>
    <input id={id} type="search" value={typed} placeholder={t('list.search')} onInput={event => setTyped(event.currentTarget.value)}/>
  </div>;
}

function Rows<T>({ label, columns, id, rows, order }: ListProps<T> & { rows: T[]; order: string }) {
  return <div class="scroll" tabIndex={0} role="region" aria-label={label}>
    <table>
      <caption class="hidden">{label}</caption>
      <thead><tr>{columns.map(column => <Heading key={column.title} column={column} order={order}/>)}</tr></thead>
      <tbody>{rows.map(row => <tr key={id(row)}>{columns.map((column, index) => {
        const cell = column.cell(row);
        return index === 0
          ? <th scope="row" key={column.title}>{cell}</th>
          : <td key={column.title} data-title={column.title} class={column.actions ? 'actions-cell' : ''}>{cell}</td>;
      })}</tr>)}</tbody>
    </table>
  </div>;
}

function Heading<T>({ column, order }: { column: Column<T>; order: string }) {
  if (column.actions) {
    return <th scope="col"><span class="hidden">{column.title}</span></th>;
  }
  if (!column.order) {
    return <th scope="col">{column.title}</th>;
  }
  const isUp = order === column.order;
  const isDown = order === `${column.order} desc`;
  const next = isUp ? `${column.order} desc` : column.order;
  return <th scope="col" aria-sort={isUp ? 'ascending' : isDown ? 'descending' : undefined}>
    <button type="button" class="sort" onClick={() => ask({ order: next, page: '' })}>
      {column.title} {(isUp || isDown) && <Icon name={isUp ? 'up' : 'down'}/>}
    </button></th>;
}

// The API leads forwards only: pages before are those that the browser's history has.
function Pages({ of: { totalSize: total, totalSizeCapped, nextPageToken: next }, isFirst, busy }: {
  of: Page<unknown>; isFirst: boolean; busy: boolean;
}) {
  const turn = (how: () => void) => () => {
    if (!busy) {
      how();
    }
  };
  return <footer class="pages">
    <span class="muted small" role="status">
      {total === undefined || total === 0 ? '' : totalSizeCapped ? plural('list.more', total) : plural('list.total', total)}
    </span>
    <span class="actions">
      {!isFirst && <Button onClick={turn(() => ask({ page: '' }))}>{t('list.first')}</Button>}
      {!isFirst && stepped() && <Button onClick={turn(() => history.back())}><Icon name="previous"/> {t('list.previous')}</Button>}
      {next && <Button onClick={turn(() => step(next))}>{t('list.next')} <Icon name="next"/></Button>}
    </span>
  </footer>;
}
