import '../../parts/rows.css';
import './customers.css';
import { useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedModel, PublishFactsBody, RegisterModelBody } from '../../api/generated/directory/types.gen';
import { usePerson } from '../../parts/person';
import { Empty, Loading, Trouble } from '../../parts/states';
import { listed } from '../../texts/language';
import { word } from '../../texts/words';
import { CommandForm } from '../receipts/command-form';
import { listModels, publishFacts, registerModel } from './calls';
import { amountOf } from './differing';

const months = ['repairMonths', 'replaceMonths', 'refundMonths'] as const;
const facts = ['modelName', 'series', 'madeOn', 'making', 'repairUntil'] as const satisfies readonly PublishFactsBody['facts'][number][];
type Doing = { readonly what: 'register' } | { readonly what: 'change' | 'publish'; readonly model: ListedModel };

/** What the factory makes and promises; head office puts it on file. */
export function Models() {
  const { t } = useTranslation();
  const mayChange = usePerson().may.includes('model:change');
  const [text, setText] = useState('');
  const [doing, setDoing] = useState<Doing | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const list = useQuery({ queryKey: ['models'], queryFn: listModels, staleTime: 300_000, meta: { hears: ['directory.product_model'] } });
  const wanted = text.trim().toLowerCase();
  const shown = (list.data ?? []).filter(({ modelCode, name, series }) => [modelCode, name, series ?? ''].some((one) => one.toLowerCase().includes(wanted)));
  const done = (): void => {
    setDoing(null);
    void list.refetch().then(() => setSaid(t('customer.saved')));
  };
  const leave = (): void => setDoing(null);
  useEffect(() => { document.title = `${t('nav.models')} · ${t('product')}`; }, [t]);
  return (
    <div className="page">
      <header>
        <h1>{t('nav.models')}</h1>
        {mayChange && <Button aria-expanded={doing?.what === 'register'} onClick={() => setDoing(doing?.what === 'register' ? null : { what: 'register' })}>{t('model.register')}</Button>}
        <Input type="search" className="narrow" aria-label={t('model.filter')} placeholder={t('model.filter')} value={text} onChange={({ target }) => setText(target.value)} />
        <span role="status" className="quiet">{list.data && t('register.count', { count: shown.length })}</span>
      </header>
      <p role="status" className="said">{said}</p>
      {(doing?.what === 'register' || doing?.what === 'change') && <ModelForm key={doing.what === 'change' ? doing.model.modelCode : 'new'} {...(doing.what === 'change' ? { model: doing.model } : {})} done={done} leave={leave} />}
      {doing?.what === 'publish' && (
        <CommandForm
          key={doing.model.modelCode} name={`model.${doing.model.modelCode}.facts`} title={`${t('model.publish')} · ${doing.model.name}`} submit={t('customer.save')} leave={leave} initial={Object.fromEntries(doing.model.publishedFacts.map((fact) => [fact, 'yes']))}
          fields={() => Object.fromEntries(facts.map((fact) => [fact, { label: word('fact', fact), as: 'yes' as const, optional: true }]))}
          send={(ticked, key) => publishFacts(doing.model.modelCode, { facts: facts.filter((fact) => ticked[fact] === 'yes') }, key)} sent={done}
        />
      )}
      {list.data === undefined ? (list.error ? <Trouble error={list.error} retry={() => void list.refetch()} /> : <Loading rows={8} />) : shown.length === 0 ? <Empty>{t(list.data.length === 0 ? 'model.empty' : 'register.none')}</Empty> : (
        <table className="rows models">
          <thead><tr><th scope="col">{t('called')}</th><th scope="col">{t('model.code')}</th><th scope="col">{t('model.series')}</th>{months.map((one) => <th key={one} scope="col" className="figure">{t(`model.${one}`)}</th>)}<th scope="col">{t('model.published')}</th>{mayChange && <th scope="col">{t('shipment.do')}</th>}</tr></thead>
          <tbody>{shown.map((model) => (
            <tr key={model.modelCode}>
              <th scope="row">{model.name}</th>
              <td data-name={t('model.code')} className="number">{model.modelCode}</td>
              <td data-name={t('model.series')}>{model.series ?? t('none')}</td>
              {months.map((one) => <td key={one} data-name={t(`model.${one}`)} className="figure">{model[one]}</td>)}
              <td data-name={t('model.published')}>{listed(model.publishedFacts.map((fact) => word('fact', fact))) || t('none')}</td>
              {mayChange && <td data-name={t('shipment.do')}>{(['change', 'publish'] as const).map((what) => <Button key={what} size="small" aria-label={`${t(`model.${what}`)} ${model.modelCode}`} onClick={() => setDoing({ what, model })}>{t(`model.${what}`)}</Button>)}</td>}
            </tr>
          ))}</tbody>
        </table>
      )}
    </div>
  );
}

/** A model with what it promises from now on; who has bought already keeps what he was promised. Details that are left empty stay as they are. */
function ModelForm({ model, done, leave }: { model?: ListedModel; done: () => void; leave: () => void }) {
  const { t } = useTranslation();
  const measures = ['lengthCm', 'volumeL', 'glassMm'] as const;
  return (
    <CommandForm
      name={model === undefined ? 'model.new' : `model.${model.modelCode}`} title={model === undefined ? t('model.register') : `${t('model.change')} · ${model.modelCode}`} submit={t('customer.save')} leave={leave}
      initial={model === undefined ? {} : { name: model.name, series: model.series ?? '', ...Object.fromEntries(months.map((one) => [one, String(model[one])])) }}
      fields={() => ({
        ...(model === undefined ? { modelCode: { label: t('model.code'), as: 'line' as const, hint: t('model.code.hint') } } : {}),
        name: { label: t('called'), as: 'line' },
        series: { label: t('model.series'), as: 'line', optional: true },
        ...Object.fromEntries(months.map((one) => [one, { label: t(`model.${one}`), as: 'count' as const, hint: t('model.months.hint') }])),
        ...Object.fromEntries(measures.map((one) => [one, { label: t(`model.${one}`), as: 'count' as const, optional: true }])),
        price: { label: t('model.price'), as: 'amount', optional: true },
      })}
      send={({ modelCode = model?.modelCode ?? '', name = '', series, price, ...numbers }, key) => registerModel({
        modelCode: modelCode.toUpperCase(), name, ...(series === undefined ? {} : { series }), ...(price === undefined ? {} : { price: amountOf(price) }), ...Object.fromEntries(Object.entries(numbers).map(([one, value]) => [one, Number(value)])),
      } as RegisterModelBody, key)}
      sent={done}
    />
  );
}
