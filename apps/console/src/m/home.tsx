import { useQuery } from '@tanstack/react-query';
import { signOut } from '../api/calls';
import { usePerson } from '../parts/person';
import { findDiscrepancies, findObligations, listNotes } from '../screens/receipts/calls';
import { currentLanguage, speak } from '../texts/language';
import { listPickings } from './calls';
import { To } from './parts';
import { t, type TextKey } from './texts';

interface Tile {
  readonly screen: string;
  readonly text: TextKey;
  readonly may: string;
  /** How much there is to do; more than a page is not counted. */
  readonly count?: () => Promise<number>;
}

const dealerTiles: readonly Tile[] = [
  { screen: 'receipts', text: 'receipts', may: 'parts:receive', count: () => listNotes({ state: 'dispatched', limit: 50 }).then(({ items }) => items.length) },
  { screen: 'differences', text: 'differences', may: 'parts:answer', count: () => findDiscrepancies({ state: 'investigating', limit: 50 }).then(({ items }) => items.filter(({ offer }) => offer?.side === 'sender').length) },
  { screen: 'owed', text: 'owed', may: 'returns:explain', count: () => findObligations({ owed: 'yes', limit: 50 }).then(({ items }) => items.length) },
];
const houseTiles: readonly Tile[] = [
  { screen: 'pick', text: 'pick', may: 'parts:pick', count: () => listPickings({ state: 'picking', limit: 50 }).then(({ items }) => items.length) },
  { screen: 'check', text: 'check', may: 'parts:check', count: () => listPickings({ state: 'picked', limit: 50 }).then(({ items }) => items.length) },
  { screen: 'dispatch', text: 'dispatch', may: 'parts:ship', count: () => listPickings({ state: 'checked', limit: 50 }).then(({ items }) => items.length) },
  { screen: 'take-back', text: 'take-back', may: 'returns:receive' },
];

/** What this person can do, and how much of it waits. */
export function Home() {
  const person = usePerson();
  const tiles = (person.roles.includes('dealer') ? dealerTiles : houseTiles).filter(({ may }) => person.may.includes(may));
  const other = currentLanguage() === 'zh' ? 'en' : 'zh';
  return (
    <>
      <p className="quiet">{person.name ?? person.code}</p>
      {tiles.length === 0 && <p>{t('nothing')}</p>}
      <nav className="tiles" aria-label={t('home')}>{tiles.map((tile) => <ToDo key={tile.screen} tile={tile} />)}</nav>
      <p>
        <button type="button" className="plain" lang={other === 'en' ? 'en' : 'zh-CN'} onClick={() => void speak(other).then(() => location.reload())}>{other === 'en' ? 'English' : '中文'}</button>
        <button type="button" className="plain" onClick={() => void signOut().then(({ next }) => location.assign(next ?? '/m'), () => location.reload())}>{t('sign-out')}</button>
        <a className="plain" href="/">{t('desk')}</a>
      </p>
    </>
  );
}

function ToDo({ tile: { screen, text, count } }: { tile: Tile }) {
  const { data } = useQuery({ queryKey: ['to-do', screen], queryFn: () => count?.() ?? Promise.resolve(0), refetchInterval: 60_000 });
  return <To screen={screen}><span>{t(text)}</span>{data !== undefined && data > 0 && <b>{data >= 50 ? '50+' : data}</b>}</To>;
}
