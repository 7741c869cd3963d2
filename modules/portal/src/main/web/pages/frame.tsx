// Pages and widgets of extensions, each in a frame that can do nothing by itself, as long as they may be shown.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Problem, get, page, path, post, quoted } from '../api.ts';
import { Bridge } from '../bridge.ts';
import { spoken, t } from '../i18n.ts';
import { Button, Card, Failure, Head, Icon, Loading, Notice } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Confirm } from '../kit/dialog.tsx';
import { useHere } from '../session.ts';
import type { Capability, CloudEvent, ExtensionFrame, WorkspaceUi } from '../types.ts';

/** A page of an extension, which has all the room. */
export function ExtensionPage({ extension, view }: { extension: string; view: string }) {
  const opened = useOpened(extension, { page: view });
  const title = opened.frame?.title ?? view;
  return <>
    <Head title={title} sub={opened.frame && t('frame.by', { name: opened.frame.extensionName })}/>
    <Shown opened={opened} view={view} title={title}/>
  </>;
}

/** The widgets that extensions have for the overview. */
export function Widgets() {
  const { api, may } = useHere();
  const ui = useData(`ui ${api}`, async () => may('extensions.read') ? get<WorkspaceUi>(`${api}/ui`) : null);
  if (ui.error !== undefined) {
    return <Failure error={ui.error} retry={ui.reload}/>;
  }
  return !ui.data?.widgets.length ? null : <div class="columns">{ui.data.widgets.map(one =>
    <Widget key={`${one.extensionKey} ${one.id}`} {...one}/>)}</div>;
}

function Widget({ extensionKey, extensionName, id, title, height }: WorkspaceUi['widgets'][number]) {
  const opened = useOpened(extensionKey, { widget: id });
  return <Card title={title} actions={<span class="small muted">{extensionName}</span>}>
    <Shown opened={opened} view={id} title={title} height={height}/>
  </Card>;
}

interface Opened {
  frame: ExtensionFrame | undefined;
  /** Of the extension, those that answer here and that can be called. */
  capabilities: string[];
  error: unknown;
  /** Looks whether it may be shown still, and in which version. */
  check: () => void;
  /** Shows it from its beginning. */
  anew: () => void;
  round: number;
}

function useOpened(extension: string, which: { page: string } | { widget: string }): Opened {
  const { api, may } = useHere();
  const url = `${api}/extensions/${encodeURIComponent(extension)}/frames`;
  const [round, setRound] = useState(0);
  const [denied, setDenied] = useState<{ url: string; error: unknown }>();
  const latest = useRef(which);
  latest.current = which;
  const loaded = useData(JSON.stringify([url, which, round]), async () => {
    const [frame, own] = await Promise.all([
      post<ExtensionFrame>(url, which),
      may('capabilities.read') && may('capabilities.invoke')
        ? page<Capability>(`${api}/capabilities`, { filter: `provider = ${quoted(extension)}`, pageSize: 500 }) : null,
    ]);
    const declared = new Set(frame.capabilities);
    return { frame, capabilities: (own?.data ?? []).map(one => one.key).filter(key => declared.has(key)) };
  });
  const version = loaded.data?.frame.version;
  const checking = useRef(false);
  const check = useCallback(() => {
    if (checking.current) {
      return;
    }
    checking.current = true;
    post<ExtensionFrame>(url, latest.current).then(now => {
      if (version !== undefined && now.version !== version) {
        setRound(before => before + 1);
      }
    }, (error: unknown) => {
      // What cannot be found out for want of a connection is no reason to take a page away.
      if (error instanceof Problem && error.status > 0) {
        setDenied({ url, error });
      }
    }).finally(() => { checking.current = false; });
  }, [url, version]);
  const anew = useCallback(() => {
    setDenied(undefined);
    setRound(before => before + 1);
  }, []);
  const isDenied = denied?.url === url;
  return {
    frame: isDenied ? undefined : loaded.data?.frame, capabilities: loaded.data?.capabilities ?? [],
    error: isDenied ? denied.error : loaded.error, check, anew, round,
  };
}

function Shown({ opened, view, title, height }: { opened: Opened; view: string; title: string; height?: number }) {
  const { frame, error, anew, round } = opened;
  const [ended, setEnded] = useState<'flooded' | 'left' | null>(null);
  if (error !== undefined) {
    return <Failure error={error} retry={anew}/>;
  }
  if (!frame) {
    return <Loading/>;
  }
  if (ended) {
    return <Notice tone="warn"><p>{ended === 'flooded' ? t('frame.flooded') : t('frame.left')}</p>
      <p><Button onClick={() => {
        setEnded(null);
        anew();
      }}><Icon name="refresh"/> {t('frame.anew')}</Button></p></Notice>;
  }
  return <Frame key={round} {...{ opened, frame, view, title, height }} end={setEnded}/>;
}

/** What may end that a page is shown, or give it another version. */
const TURNS = ['extension.*', 'member.*', 'role.*'];

function Frame({ opened, frame, view, title, height, end }: {
  opened: Opened; frame: ExtensionFrame; view: string; title: string; height?: number | undefined;
  end: (how: 'flooded' | 'left') => void;
}) {
  const { api, may } = useHere();
  const { capabilities, check } = opened;
  const element = useRef<HTMLIFrameElement>(null);
  const bridge = useRef<Bridge | null>(null);
  const [link, setLink] = useState<{ url: URL; answer: (went: boolean) => void } | null>(null);
  useEffect(() => () => bridge.current?.close(), []);
  useEffect(() => {
    // Browsers hold few connections to a server, so widgets do without.
    if (height !== undefined || !may('events.read')) {
      const timer = setInterval(check, 15_000);
      return () => clearInterval(timer);
    }
    const source = new EventSource(path(`${api}/events/stream`, { named: false, types: [...TURNS, ...frame.events].join(',') }));
    source.onerror = check;
    source.onmessage = message => {
      const event = JSON.parse(message.data as string) as CloudEvent;
      if (event.actor === `extension:${frame.extensionKey}`) {
        bridge.current?.tellEvent(event);
      } else if (TURNS.some(turn => event.type.startsWith(turn.slice(0, -1)))) {
        check();
      }
    };
    return () => source.close();
  }, [api, check]);
  const loaded = () => {
    const page = element.current?.contentWindow;
    if (bridge.current !== null) {
      // Whatever it shows by now was not given the channel, and need not be of the extension.
      bridge.current.close();
      end('left');
    } else if (page) {
      bridge.current = new Bridge(page, api, { extension: frame.extensionKey, view, locale: spoken(), capabilities }, {
        open: url => new Promise(answer => setLink({ url, answer })),
        doubted: check,
        flooded: () => end('flooded'),
      });
    }
  };
  const answer = (went: boolean) => {
    link?.answer(went);
    setLink(null);
  };
  return <>
    <iframe ref={element} class="extension" title={title} src={frame.url} sandbox="allow-scripts allow-forms"
      referrerpolicy="no-referrer" height={height} onLoad={loaded} {...{ credentialless: true }}/>
    {link && <Confirm title={t('frame.link')} text={t('frame.linkText', { name: frame.extensionName })} action={t('frame.follow')}
      close={() => answer(false)} run={async () => {
        window.open(link.url.href, '_blank', 'noopener,noreferrer');
        answer(true);
      }}><p><code>{link.url.href}</code></p></Confirm>}
  </>;
}
