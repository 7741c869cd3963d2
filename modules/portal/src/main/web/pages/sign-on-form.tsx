// The form by which the identity provider of an organization is connected, by OpenID Connect or by SAML.
import { useState } from 'preact/hooks';
import { t, word } from '../i18n.ts';
import { Card } from '../kit/basic.tsx';
import { Area, Check, Choice, Field, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { putTagged } from '../kit/tagged.ts';
import type { Tagged } from '../kit/tagged.ts';
import { say } from '../kit/toast.tsx';
import { useHere } from '../session.ts';
import type { SingleSignOn } from '../types.ts';

type Protocol = SingleSignOn['provider'];
/** How a SAML provider is told of: by where its metadata is, by the metadata, or field by field. */
type Telling = 'url' | 'metadata' | 'fields';

export function ProviderForm({ current, saved }: { current: Tagged<SingleSignOn> | null; saved: () => void }) {
  const { api } = useHere();
  const sso = current?.value;
  const [protocol, setProtocol] = useState<Protocol>(sso?.provider ?? 'OIDC');
  const submit = async (fields: Fields) => {
    await putTagged(`${api}/sso`, {
      provider: protocol,
      ...(protocol === 'OIDC' ? oidc(fields) : saml(fields)),
      autoProvision: fields.autoProvision !== undefined,
      jitProvisioning: fields.jitProvisioning !== undefined,
    }, current?.tag);
    say(t('common.saved'));
    saved();
  };
  return <Card title={sso ? t('signOn.change') : t('signOn.connect')}>
    <Form submit={submit} action={sso ? t('common.save') : t('signOn.connect')}>
      <Choice label={t('signOn.protocol')} value={protocol} onChange={event => setProtocol(event.currentTarget.value as Protocol)}
        options={[['OIDC', word('kind', 'OIDC')], ['SAML', word('kind', 'SAML')]]}/>
      {protocol === 'OIDC' ? <Oidc sso={sso}/> : <Saml sso={sso}/>}
      <Check label={t('signOn.provision')} help={t('signOn.provisionHelp')} name="autoProvision" defaultChecked={sso?.autoProvision ?? false}/>
      <Check label={t('signOn.jit')} help={t('signOn.jitHelp')} name="jitProvisioning" defaultChecked={sso?.jitProvisioning ?? false}/>
    </Form>
  </Card>;
}

function Oidc({ sso }: { sso: SingleSignOn | undefined }) {
  const isKept = sso?.clientSecretConfigured ?? false;
  return <>
    <Field label={t('signOn.issuerUrl')} help={t('signOn.issuerUrlHelp')} name="issuerUrl" type="url" required spellcheck={false}
      defaultValue={sso?.issuerUrl ?? ''}/>
    <Field label={t('signOn.clientId')} name="clientId" required spellcheck={false} autocomplete="off" defaultValue={sso?.clientId ?? ''}/>
    <Field label={t('signOn.clientSecret')} name="clientSecret" type="password" autocomplete="new-password"
      help={isKept ? t('schema.kept') : undefined} placeholder={isKept ? '********' : undefined}/>
  </>;
}

function oidc({ issuerUrl = '', clientId = '', clientSecret = '' }: Fields) {
  return { issuerUrl, clientId, ...(clientSecret ? { clientSecret } : {}) };
}

function Saml({ sso }: { sso: SingleSignOn | undefined }) {
  const [telling, setTelling] = useState<Telling>(sso?.entityId ? 'fields' : 'url');
  return <>
    <Choice label={t('signOn.telling')} help={t('signOn.tellingHelp')} value={telling}
      onChange={event => setTelling(event.currentTarget.value as Telling)} options={[
        ['url', t('signOn.byUrl')], ['metadata', t('signOn.byMetadata')], ['fields', t('signOn.byFields')]]}/>
    {telling === 'url' && <Field label={t('signOn.metadataUrl')} name="metadataUrl" type="url" required spellcheck={false}/>}
    {telling === 'metadata' && <Area label={t('signOn.metadata')} name="metadata" required class="code" spellcheck={false} rows={8}/>}
    {telling === 'fields' && <>
      <Field label={t('signOn.entityId')} name="entityId" required spellcheck={false} defaultValue={sso?.entityId ?? ''}/>
      <Field label={t('signOn.singleSignOnUrl')} name="singleSignOnUrl" type="url" required spellcheck={false}
        defaultValue={sso?.singleSignOnUrl ?? ''}/>
      <Area label={t('signOn.certificate')} help={t('signOn.certificateHelp')} name="certificate" required class="code" spellcheck={false}
        rows={6} defaultValue={sso?.certificate ?? ''}/>
    </>}
    <Check label={t('signOn.signRequests')} help={t('signOn.signRequestsHelp')} name="signRequests" defaultChecked={sso?.signRequests ?? false}/>
  </>;
}

/** The fields that are shown, and no others. */
function saml(fields: Fields) {
  const { metadataUrl, metadata, entityId, singleSignOnUrl, certificate } = fields;
  const told = metadataUrl !== undefined ? { metadataUrl } : metadata !== undefined ? { metadata } : { entityId, singleSignOnUrl, certificate };
  return { ...told, signRequests: fields.signRequests !== undefined };
}
