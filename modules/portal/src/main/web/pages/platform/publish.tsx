// Puts an artifact into the catalogue, and says what the checks found.
import { useState } from 'preact/hooks';
import { Problem } from '../../api.ts';
import { bytes, number, t } from '../../i18n.ts';
import { Facts, Notice } from '../../kit/basic.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { Field, Form } from '../../kit/form.tsx';
import type { Fields } from '../../kit/form.tsx';
import { upload } from '../../kit/upload.ts';
import { href } from '../../router.ts';
import type { CatalogueVersion } from '../../types.ts';

interface Outcome {
  isNew: boolean;
  version: CatalogueVersion;
}

export function Publish({ close, done }: { close: () => void; done: () => void }) {
  const [part, setPart] = useState<number | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const submit = async ({ signature = '' }: Fields, form: HTMLFormElement) => {
    const artifact = new FormData(form).get('artifact');
    if (!(artifact instanceof File) || artifact.size === 0) {
      throw new Problem(0, 'FILE', t('marketplace.noFile'), [{ field: 'artifact', message: t('marketplace.noFile') }]);
    }
    const sent = new FormData();
    sent.set('artifact', artifact);
    if (signature.trim()) {
      sent.set('signature', signature.trim());
    }
    setOutcome(null);
    setPart(0);
    try {
      const { status, data } = await upload<CatalogueVersion>('/api/admin/marketplace/extensions', sent, setPart);
      setOutcome({ isNew: status === 201, version: data });
      done();
    } finally {
      setPart(null);
    }
  };
  return <Dialog title={t('marketplace.upload')} close={close} wide>
    <div class="stack">
      <Form submit={submit} action={t('marketplace.upload')} cancel={close}>
        <Field label={t('marketplace.artifact')} help={t('marketplace.artifactHelp')} name="artifact" type="file" accept=".jar,.zip" required/>
        <Field label={t('marketplace.signature')} help={t('marketplace.signatureHelp')} name="signature" spellcheck={false} autocomplete="off"/>
        {part !== null && <p role="status"><progress value={part} aria-label={t('marketplace.sending')}/> {part < 1
          ? t('marketplace.sent', { percent: number(Math.floor(part * 100)) }) : t('marketplace.checking')}</p>}
      </Form>
      <div role="status">{outcome && <Found {...outcome}/>}</div>
    </div>
  </Dialog>;
}

/** What the checks have let through. */
function Found({ isNew, version: one }: Outcome) {
  return <Notice tone="good">
    <p><strong>{isNew ? t('marketplace.published') : t('marketplace.sameThere')}</strong> {one.extensionKey &&
      <a href={href(`/platform/marketplace/${one.extensionKey}`)}>{one.extensionKey} {one.version}</a>}</p>
    <VersionFacts one={one}/>
  </Notice>;
}

export function VersionFacts({ one }: { one: CatalogueVersion }) {
  return <Facts of={[
    [t('plan.signed'), one.signedBy ? <code>{one.signedBy}</code> : t('plan.unsigned')],
    [t('marketplace.size'), bytes(one.size)],
    [t('marketplace.digest'), <code>{one.sha256}</code>],
    [t('marketplace.asks'), (one.permissions ?? []).join(', ')],
    [t('plan.hosts'), (one.egress ?? []).join(', ')],
    [t('plan.provides'), (one.provides ?? []).map(each => `${each.key} ${each.version}`).join(', ')],
    [t('plan.listens'), (one.consumesEvents ?? []).join(', ')],
  ]}/>;
}
