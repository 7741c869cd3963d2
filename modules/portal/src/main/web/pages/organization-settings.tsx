// What an organization is called, whose it is, and how one leaves or ends it.
import { useState } from 'preact/hooks';
import { path, post, send } from '../api.ts';
import { number, t, word } from '../i18n.ts';
import { Card, Facts, Failure, Head, Loading } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Area, Field, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { patchTagged, removeTagged, useTagged } from '../kit/tagged.ts';
import { say } from '../kit/toast.tsx';
import { useHere } from '../session.ts';
import type { Organization } from '../types.ts';
import { Act, Transfer, Typed } from './settings.tsx';

type Step = 'transfer' | 'leave' | 'delete';

const MAYBE_EMPTY = ['website', 'industry', 'description'];

export function OrganizationSettings() {
  const { api, access, may, reload } = useHere();
  const loaded = useTagged<Organization>(api);
  const [step, setStep] = useState<Step | null>(null);
  if (loaded.error !== undefined) {
    return <><Head title={t('tab.settings')}/><Failure error={loaded.error} retry={loaded.reload}/></>;
  }
  if (!loaded.data) {
    return <Loading/>;
  }
  const { value: organization, tag } = loaded.data;
  const submit = async (fields: Fields) => {
    const change = Object.entries(fields).map(([name, value]) => [name, value === '' && MAYBE_EMPTY.includes(name) ? null : value]);
    await patchTagged(api, Object.fromEntries(change), tag);
    say(t('common.saved'));
    loaded.reload();
    reload();
  };
  const isMember = access.role !== 'PLATFORM_ADMIN';
  const steps = [may('organization.transfer'), isMember && access.role !== 'OWNER', may('organization.delete')];
  return <>
    <Head title={t('tab.settings')}/>
    <Card title={t('organization.profile')}>
      {may('organization.update') ? <Form submit={submit} action={t('common.save')} key={tag}>
        <Field label={t('chooser.name')} name="name" required maxLength={200} defaultValue={organization.name}/>
        <Field label={t('organization.slug')} help={t('organization.slugHelp')} name="slug" required spellcheck={false}
          defaultValue={organization.slug}/>
        <Field label={t('signOn.domain')} name="domain" required spellcheck={false} defaultValue={organization.domain}/>
        <Field label={t('organization.website')} name="website" type="url" defaultValue={organization.website ?? ''}/>
        <Field label={t('organization.industry')} name="industry" maxLength={200} defaultValue={organization.industry ?? ''}/>
        <Area label={t('roles.description')} name="description" maxLength={2000} defaultValue={organization.description ?? ''}/>
      </Form> : <Facts of={[
        [t('chooser.name'), organization.name],
        [t('organization.slug'), <code>{organization.slug}</code>],
        [t('signOn.domain'), organization.domain],
        [t('organization.website'), organization.website ?? ''],
        [t('organization.industry'), organization.industry ?? ''],
        [t('roles.description'), organization.description ?? ''],
      ]}/>}
    </Card>
    {steps.some(Boolean) && <Card title={t('settings.steps')}>
      {steps[0] && <Act text={t('settings.transferText')} action={t('settings.transfer')} run={() => setStep('transfer')}/>}
      {steps[1] && <Act text={t('settings.leaveText')} action={t('settings.leave')} danger run={() => setStep('leave')}/>}
      {steps[2] && <Act text={t('organization.deleteText')} action={t('organization.delete')} danger run={() => setStep('delete')}/>}
    </Card>}
    {step === 'transfer' && <Transfer close={() => setStep(null)}/>}
    {step === 'leave' && <Typed title={t('settings.leave')} text={t('settings.leaveText')} word={organization.slug}
      close={() => setStep(null)} run={() => post(`${api}/leave`)}/>}
    {step === 'delete' && <Typed title={t('organization.delete')} text={t('organization.deleteText')} word={organization.slug}
      close={() => setStep(null)} run={() => removeTagged(api, tag)}><Removed/></Typed>}
  </>;
}

/** How much would go with it, as the API counts it. */
function Removed() {
  const { api } = useHere();
  const counted = useData(`removes ${api}`, async () => {
    const plan = await send<{ data: { removes: Record<string, number> } }>('DELETE', path(api, { dryRun: true }));
    return plan.data.data.removes;
  });
  return counted.error !== undefined ? <Failure error={counted.error} retry={counted.reload}/>
    : !counted.data ? <Loading/>
      : <Facts of={Object.entries(counted.data).map(([kind, count]) => [word('kind', kind), number(count)] as [string, string])}/>;
}
