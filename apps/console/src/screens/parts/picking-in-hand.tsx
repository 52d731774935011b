import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Alert, Button, Input, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from '../../api/api';
import type { FoundPicking, MissingPart, PickingLineView, PickingView } from '../../api/generated/inventory/types.gen';
import { useDraft } from '../../parts/drafts';
import { Field } from '../../parts/field';
import { useKeys } from '../../parts/keys';
import { PaperLink } from '../../parts/paper-link';
import { usePerson } from '../../parts/person';
import { useNameOf } from '../../parts/queries';
import { Sheet, type Column } from '../../parts/sheet';
import { listed } from '../../texts/language';
import { word } from '../../texts/words';
import { changePicking, issueNote } from './calls';
import { PartName, Standing } from './marks';
import { stoppedBy } from './picking';
import type { Stopped } from './stop';

/** What the field of scans does with the picking in hand. */
export interface Hand {
  /** Of the picking. */
  readonly number: string;
  /** A part, or how many of the part before. */
  readonly scan: (text: string) => void;
  /** The picking's own number once more: the next step. */
  readonly next: () => void;
  /** What stopped the line was seen. */
  readonly goOn: () => void;
}

/** What a person can do with a picking now, which is never all that the picking allows. */
type Doing = 'pick' | 'check' | 'note' | 'put_back' | 'look';
type Counts = Readonly<Record<string, number>>;
const shortReasons: readonly MissingPart['reason'][] = ['stockout', 'could_not_locate', 'damaged_in_bin', 'substituted'];

interface Props {
  readonly picking: FoundPicking;
  readonly keep: (hand: Hand | null) => void;
  readonly right: (words: string) => void;
  readonly stop: (stopped: Stopped) => void;
  readonly changed: () => void;
  readonly leave: () => void;
}

/** One picking: what this person can do with it, done by scans. What is counted begins anew with each thing that is done. */
export function PickingInHand(props: Props) {
  const { picking } = props;
  const person = usePerson();
  const [puttingBack, putBack] = useState(false);
  const mine = picking.picker === person.code;
  const may = (permission: string): boolean => person.may.includes(permission);
  const doing: Doing = picking.noteId !== null || picking.state === 'put_back' ? 'look'
    : puttingBack ? 'put_back'
      : picking.can.includes('finish') && mine && may('parts:pick') ? 'pick'
        : picking.can.includes('check') && !mine && may('parts:check') ? 'check'
          : picking.can.includes('issue_note') && may('parts:ship') ? 'note' : 'look';
  return <Work key={`${doing}.${picking.pickedAt ?? ''}`} {...props} doing={doing} putBack={putBack} />;
}

function Work({ picking, keep, right, stop, changed, leave, doing, putBack }: Props & { doing: Doing; putBack: (on: boolean) => void }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const person = usePerson();
  const nameOf = useNameOf();
  const [shorts, setShorts] = useState<Readonly<Record<string, MissingPart['reason']>> | null>(null);
  const [packing, setPacking] = useState(false);
  const mine = picking.picker === person.code;
  const puttingBack = doing === 'put_back';
  const may = (permission: string): boolean => person.may.includes(permission);
  // Counting survives a reload.
  const [draft, change, clear] = useDraft<{ readonly counts: Counts }>(person.code, `picking.${picking.id}.${doing}.${picking.pickedAt ?? ''}`, { counts: {} });
  const counts = useRef(draft.counts);
  const last = useRef<string | null>(null);
  const line = useRef(Promise.resolve());
  const halted = useRef(false);
  const latest = useRef(picking);
  latest.current = picking;

  const halt = (stopped: Stopped): void => {
    halted.current = true;
    stop(stopped);
  };
  const refused = (error: unknown, again: () => void): void => halt(stoppedBy(error, t('trouble.offline'), t('trouble.offline.what'), again));
  const shown = (answer: PickingView): void => {
    latest.current = { ...latest.current, ...answer };
    cache.setQueryData(['picking', picking.number], latest.current);
    changed();
    void cache.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kind === 'papers' || kind === 'request' });
  };
  /** One after the other, each sent again with its own key until it is known; nothing more is sent once the line has stopped. */
  const post = (command: string, body: object, then?: (answer: PickingView) => void, key: string = crypto.randomUUID()): void => {
    line.current = line.current.then(async () => {
      if (halted.current) return;
      try {
        const answer = await changePicking(picking.id, command, body, key);
        shown(answer);
        then?.(answer);
      } catch (error) {
        refused(error, () => { halted.current = false; post(command, body, then, key); });
        if (error instanceof Refused && error.problem?.status === 409) void cache.invalidateQueries({ queryKey: ['picking', picking.number] });
      }
    });
  };

  const pick = (part: string, qty: number): void => post('scan', { part, qty }, (answer) => {
    const of = answer.lines.filter((one) => one.part === part);
    last.current = part;
    right(t('scan.picked', { part, picked: sum(of, ({ picked }) => picked), toPick: sum(of, ({ toPick }) => toPick) }));
    if (answer.lines.every(({ picked, toPick }) => picked === toPick)) post('finish', {}, () => right(t('picking.complete', { number: picking.number })));
  });
  const count = (part: string, qty: number): void => {
    if (!picking.lines.some((one) => one.part === part)) {
      halt({ title: t('scan.wrong'), what: t('scan.wrong.what', { part, expected: listed([...new Set(picking.lines.map((one) => one.part))]) }) });
      return;
    }
    if (doing === 'check' && latest.current.state === 'picked' && Object.keys(counts.current).length === 0) post('check/start', {});
    counts.current = { ...counts.current, [part]: (counts.current[part] ?? 0) + qty };
    change({ counts: counts.current });
    last.current = part;
    right(`${part} · ${counts.current[part]}`);
  };
  const scan = (text: string): void => {
    if (halted.current) return;
    const take = doing === 'pick' ? pick : doing === 'check' || doing === 'put_back' ? count : null;
    if (take === null) halt({ title: t('scan.not-now'), what: doing === 'look' ? whyNot() : t('picking.next.note') });
    else if (!/^\d{1,4}$/.test(text)) take(text, 1);
    // The piece before was the first of so many.
    else if (last.current === null) halt({ title: t('scan.number-first'), what: t('scan.number-first.what', { text }) });
    else if (Number(text) > 1) take(last.current, Number(text) - 1);
  };
  const counted = () => Object.entries(counts.current).flatMap(([part, qty]) => (qty > 0 ? [{ part, qty }] : []));
  const forget = (): void => {
    counts.current = {};
    clear();
  };
  const note = (key: string = crypto.randomUUID()): void => {
    line.current = line.current.then(async () => {
      if (halted.current) return;
      try {
        const { number } = await issueNote(picking.id, key);
        right(number);
        changed();
        void cache.invalidateQueries({ queryKey: ['notes'] });
        void navigate({ to: '/dispatch', search: { note: number } });
      } catch (error) {
        refused(error, () => { halted.current = false; note(key); });
      }
    });
  };
  const missing = (): readonly PickingLineView[] => latest.current.lines.filter(({ picked, toPick }) => picked < toPick);
  const next = (): void => {
    if (halted.current) return;
    if (doing === 'pick') {
      const parts = [...new Set(missing().map(({ part }) => part))];
      if (parts.some((part) => shorts?.[part] === undefined)) setShorts(shorts ?? {});
      else post('finish', { short: parts.map((part) => ({ part, reason: shorts?.[part] })) }, () => { setShorts(null); right(t('picking.complete', { number: picking.number })); });
    } else if (doing === 'check') {
      if (counted().length === 0) halt({ title: t('check.nothing'), what: t('check.nothing.what') });
      else post('check', { counts: counted() }, () => { forget(); right(t('check.complete', { number: picking.number })); });
    } else if (doing === 'put_back') {
      post('put-back', { scans: counted() }, () => { forget(); putBack(false); right(t('put-back.complete', { number: picking.number })); });
    } else if (doing === 'note') note();
    else halt({ title: t('scan.not-now'), what: whyNot() });
  };
  /** Why this person cannot go on with it, before he tries. */
  const whyNot = (): string => {
    if (picking.noteId !== null) return t('picking.why.note');
    if (picking.state === 'put_back') return t('picking.why.put-back');
    if (picking.can.includes('finish')) return t('picking.why.picker', { who: nameOf(picking.picker) });
    if (picking.can.includes('check')) return mine ? t('picking.why.checker') : t('picking.why.may-not-check');
    return t('picking.why.ship');
  };
  const goOn = (): void => { halted.current = false; };
  useEffect(() => {
    keep({ number: picking.number, scan, next, goOn });
    return () => keep(null);
  });
  useKeys({ 'Ctrl+Enter': next, Escape: leave });

  const blind = doing === 'check' || doing === 'put_back';
  const columns: Column<PickingLineView>[] = [
    { head: t('part'), cell: ({ part }) => <PartName code={part} /> },
    ...(blind ? [{ head: t(doing === 'check' ? 'qty.counted' : 'qty.put-back'), count: true, cell: ({ part }: PickingLineView) => <b>{draft.counts[part] ?? 0}</b> }] : [
      { head: t('qty.to-pick'), count: true, cell: ({ toPick }: PickingLineView) => toPick },
      { head: t('qty.picked'), count: true, cell: ({ picked, toPick }: PickingLineView) => <span className={picked === toPick ? 'full' : 'left'}><span aria-hidden>{picked === toPick ? '✓ ' : ''}</span><b>{picked}</b></span> },
      { head: t('qty.checked'), count: true, cell: ({ checked }: PickingLineView) => checked ?? '—' },
      { head: t('short'), cell: ({ short }: PickingLineView) => (short === null ? '' : word('short', short)) },
    ]),
  ];
  // A part that stands in two lines is counted once.
  const lines = blind ? picking.lines.filter(({ part }, at, all) => all.findIndex((one) => one.part === part) === at) : picking.lines;
  return (
    <section className="in-hand move" aria-label={picking.number}>
      <div className="head">
        <h2 className="number">{picking.number}</h2>
        <Standing of="picking-state" state={picking.state} />
        <Link className="number" to="/parts/requests/$number" params={{ number: picking.requestNumber }}>{picking.requestNumber}</Link>
        <span className="quiet">{t('picker')} {nameOf(picking.picker)}{picking.checker !== null && <> · {t('checker')} {nameOf(picking.checker)}</>}</span>
        <PaperLink path={`inventory/pickings/${picking.number}/print`}>{t('print.pick-list')}</PaperLink>
      </div>
      <p className={`doing ${doing}`} role="status">{doing === 'look' ? whyNot() : t(`picking.next.${doing}`)}</p>
      <Sheet label={picking.number} items={lines} idOf={({ lineNo }) => String(lineNo)} columns={columns} />
      {shorts !== null && doing === 'pick' && missing().length > 0 && <Shorts lines={missing()} reasons={shorts} change={setShorts} />}
      {packing && <Pack picking={picking} done={(answer) => { shown(answer); setPacking(false); }} />}
      <p className="actions">
        {doing !== 'look' && <Button type="primary" onClick={next}>{t(`picking.do.${doing}`)} <kbd>Ctrl+Enter</kbd></Button>}
        {doing === 'check' && Object.keys(draft.counts).length > 0 && <Button onClick={forget}>{t('check.again')}</Button>}
        {doing === 'check' && <Button onClick={() => post('send-back', {}, () => { forget(); right(t('send-back.done')); })}>{t('send-back')}</Button>}
        {picking.can.includes('pack') && may('parts:pick') && !puttingBack && <Button aria-pressed={packing} onClick={() => setPacking(!packing)}>{t('pack')}</Button>}
        {picking.can.includes('put_back') && may('parts:pick') && <Button aria-pressed={puttingBack} onClick={() => { putBack(!puttingBack); document.getElementById('scan')?.focus(); }}>{t('put-back')}</Button>}
        <Button onClick={leave}>{t('close')} <kbd>Esc</kbd></Button>
      </p>
    </section>
  );
}

const sum = <T,>(all: readonly T[], of: (one: T) => number): number => all.reduce((total, one) => total + of(one), 0);

/** What could not be found needs a reason each. */
function Shorts({ lines, reasons, change }: { lines: readonly PickingLineView[]; reasons: Readonly<Record<string, MissingPart['reason']>>; change: (reasons: Readonly<Record<string, MissingPart['reason']>>) => void }) {
  const { t } = useTranslation();
  const first = useRef<HTMLUListElement>(null);
  useEffect(() => first.current?.querySelector<HTMLElement>('input')?.focus(), []);
  return (
    <>
      <Alert type="warning" showIcon title={t('short.why')} description={t('short.what')} />
      <ul className="shorts" ref={first}>
        {lines.map(({ lineNo, part, toPick, picked }) => (
          <li key={lineNo}>
            <span>{t('short.of', { part, missing: toPick - picked })}</span>
            <Select aria-label={t('short.reason', { part })} placeholder={t('short')} value={reasons[part] ?? null} options={shortReasons.map((value) => ({ value, label: word('short', value) }))} onChange={(value: MissingPart['reason']) => change({ ...reasons, [part]: value })} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Pack({ picking, done }: { picking: FoundPicking; done: (answer: PickingView) => void }) {
  const { t } = useTranslation();
  const [boxes, setBoxes] = useState('1');
  const [weight, setWeight] = useState('');
  const [error, setError] = useState<unknown>(null);
  const key = useRef(crypto.randomUUID());
  const wrong = !/^[1-9]\d{0,2}$/.test(boxes) || !(weight === '' || /^\d{1,5}(\.\d{1,3})?$/.test(weight));
  const send = (): void => {
    if (wrong) return;
    changePicking(picking.id, 'pack', { boxes: Number(boxes), ...(weight === '' ? {} : { weightG: Math.round(Number(weight) * 1_000) }) }, key.current, picking.version).then(done, (said: unknown) => {
      setError(said);
      key.current = crypto.randomUUID();
    });
  };
  return (
    <form className="pair" onSubmit={(event) => { event.preventDefault(); send(); }}>
      <Field label={t('boxes')} required wrong={wrong ? t('pack.wrong') : undefined}>{(ids) => <Input {...ids} autoFocus inputMode="numeric" value={boxes} maxLength={3} onChange={({ target }) => setBoxes(target.value)} />}</Field>
      <Field label={t('weight')}>{(ids) => <Input {...ids} inputMode="decimal" value={weight} maxLength={9} onChange={({ target }) => setWeight(target.value)} />}</Field>
      {error !== null && <p className="wrong" role="alert">{error instanceof Refused ? error.problem?.detail : t('trouble.offline.what')}</p>}
      <p><Button htmlType="submit" disabled={wrong}>{t('pack.do')}</Button></p>
    </form>
  );
}
