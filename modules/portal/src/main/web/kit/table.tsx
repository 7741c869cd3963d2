// A list of the API: its pages, its order and its filter, all kept in the address.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { page } from '../api.ts';
import type { Query } from '../api.ts';
import { plural, t } from '../i18n.ts';
import { ask, usePlace } from '../router.ts';
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
  const [kept, setKept] = useState<T[]>();
  useEffect(() => {
    if (list.data) {
      setKept(list.data.data);
    }
  }, [list.data]);
  const rows = list.data?.data ?? (list.error === undefined ? kept : undefined);
  return <div class="list" aria-busy={list.data === undefined && list.error === undefined}>
    {(props.search || props.children) && <div class="tools">
      {props.search && <Search text={text}/>}
      {props.children}
    </div>}
    {list.error !== undefined ? <Failure error={list.error} retry={list.reload}/>
      : rows === undefined ? <Loading/>
        : rows.length === 0 && !text && !token ? <>{props.empty}</>
          : rows.length === 0 ? <Empty title={t('list.nothingFound')}/>
            : <Rows {...props} rows={rows} order={order}/>}
    {list.data && <Pages total={list.data.totalSize} capped={list.data.totalSizeCapped ?? false}
      next={list.data.nextPageToken} isFirst={token === ''}/>}
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
      ask({ q: typed, page: '' }, true);
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

function Pages({ total, capped, next, isFirst }: {
  total: number | undefined; capped: boolean; next: string | undefined; isFirst: boolean;
}) {
  return <footer class="pages">
    <span class="muted small" role="status">
      {total === undefined || total === 0 ? '' : capped ? plural('list.more', total) : plural('list.total', total)}
    </span>
    <span class="actions">
      {!isFirst && <Button onClick={() => ask({ page: '' })}>{t('list.first')}</Button>}
      {next && <Button onClick={() => ask({ page: next })}>{t('list.next')} <Icon name="next"/></Button>}
    </span>
  </footer>;
}
