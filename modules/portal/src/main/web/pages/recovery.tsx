// Pages before the door: a forgotten password, and what the links of mails lead to.
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { post } from '../api.ts';
import { t } from '../i18n.ts';
import { ButtonLink, Notice, Title } from '../kit/basic.tsx';
import { Field, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { href } from '../router.ts';
import { Logo } from '../shell.tsx';

const PAGES: Record<string, () => JSX.Element> = {
  '/forgotten': Forgotten, '/password': NewPassword, '/email': ConfirmEmail, '/email/undo': UndoEmail,
};

export function isRecovery(path: string): boolean {
  return path in PAGES;
}

export function Recovery({ path }: { path: string }) {
  const Page = PAGES[path]!;
  return <main class="door"><div class="card"><p class="brand"><Logo/>{t('app.name')}</p><Page/></div></main>;
}

/** What a link has behind its `#`, which no server is told. */
function token(): string {
  return new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
}

function Done({ children }: { children: ComponentChildren }) {
  return <div class="stack" role="status">
    <Notice tone="good"><p>{children}</p></Notice>
    <ButtonLink look="primary" href={href('/sign-in')}>{t('signIn.title')}</ButtonLink>
  </div>;
}

function Forgotten() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const submit = async ({ email = '' }: Fields) => {
    await post('/api/auth/password/reset', { email });
    setSentTo(email);
  };
  return <>
    <Title>{t('recovery.forgotten')}</Title>
    {sentTo !== null ? <Done>{t('recovery.sent', { email: sentTo })}</Done> : <>
      <p>{t('recovery.forgottenText')}</p>
      <Form submit={submit} action={t('recovery.send')} first>
        <Field label={t('signIn.email')} name="email" type="email" required autocomplete="username"/>
      </Form>
      <p><a href={href('/sign-in')}>{t('recovery.back')}</a></p>
    </>}
  </>;
}

function NewPassword() {
  const [done, setDone] = useState(false);
  const submit = async ({ newPassword = '' }: Fields) => {
    await post('/api/auth/password/reset/confirm', { token: token(), newPassword });
    setDone(true);
  };
  return <>
    <Title>{t('recovery.newPassword')}</Title>
    {done ? <Done>{t('recovery.passwordSet')}</Done> : token() === '' ? <Incomplete/>
      : <>
        <Form submit={submit} action={t('recovery.setPassword')} first>
          <input type="text" autocomplete="username" class="hidden" tabIndex={-1} aria-hidden="true" readOnly/>
          <Field label={t('account.newPassword')} help={t('recovery.newPasswordHelp')} name="newPassword" type="password"
            required minLength={8} autocomplete="new-password"/>
        </Form>
        <p><a href={href('/forgotten')}>{t('recovery.another')}</a></p>
      </>}
  </>;
}

function ConfirmEmail() {
  return <Act title={t('recovery.confirmEmail')} text={t('recovery.confirmEmailText')} action={t('recovery.confirm')}
    url="/api/auth/email/confirm">{t('recovery.emailConfirmed')}</Act>;
}

function UndoEmail() {
  return <Act danger title={t('recovery.undoEmail')} text={t('recovery.undoEmailText')} action={t('recovery.undo')}
    url="/api/auth/email/undo">{t('recovery.emailUndone')}</Act>;
}

// By a button, and not by being opened: mail programs open links to look at them.
function Act({ title, text, action, url, danger, children }: {
  title: string; text: string; action: string; url: string; danger?: boolean; children: ComponentChildren;
}) {
  const [done, setDone] = useState(false);
  const submit = async () => {
    await post(url, { token: token() });
    setDone(true);
  };
  return <>
    <Title>{title}</Title>
    {done ? <><Done>{children}</Done>{danger && <p><a href={href('/forgotten')}>{t('recovery.newPassword')}</a></p>}</>
      : token() === '' ? <Incomplete/>
        : <><p>{text}</p><Form submit={submit} action={action} danger={danger ?? false}>{null}</Form></>}
  </>;
}

function Incomplete() {
  return <Notice tone="warn"><p>{t('recovery.incomplete')}</p></Notice>;
}
