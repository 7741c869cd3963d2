// Modal dialogs: the trap for the focus, Escape and the inert page behind come from the browser.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { t } from '../i18n.ts';
import { Button, Copyable, Failure, Icon } from './basic.tsx';

export function Dialog({ title, close, children, wide }: {
  title: string; close: () => void; children: ComponentChildren; wide?: boolean;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>('input, select, textarea')?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) {
        before.focus();
      }
    };
  }, []);
  return <dialog ref={ref} aria-labelledby={id} class={wide ? 'wide' : ''} onCancel={event => {
    event.preventDefault();
    close();
  }}>
    <header class="head"><h2 id={id}>{title}</h2>
      <Button look="quiet" aria-label={t('common.close')} onClick={close}><Icon name="close"/></Button></header>
    {children}
  </dialog>;
}

/** Asks before something is done that is hard to undo. */
export function Confirm({ title, text, action, danger, run, close, children }: {
  title: string; text: string; action: string; danger?: boolean; run: () => Promise<unknown>; close: () => void;
  children?: ComponentChildren;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const go = async () => {
    if (busy) {
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      await run();
      close();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return <Dialog title={title} close={close}>
    <div class="stack">
      <p>{text}</p>
      {children}
      {error !== undefined && <Failure error={error}/>}
      <footer class="actions end">
        <Button onClick={close}>{t('common.cancel')}</Button>
        <Button look={danger ? 'danger' : 'primary'} busy={busy} onClick={() => void go()}>{action}</Button>
      </footer>
    </div>
  </Dialog>;
}

/** A secret that is shown for the only time. */
export function Once({ title, secret, close, children }: {
  title: string; secret: string; close: () => void; children?: ComponentChildren;
}) {
  return <Dialog title={title} close={close}>
    <div class="stack"><p>{t('account.tokenOnce')}</p><Copyable label={title} text={secret}/>{children}</div></Dialog>;
}
