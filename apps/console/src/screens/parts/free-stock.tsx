import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { usePerson } from '../../parts/person';
import { listed } from '../../texts/language';
import { showStock } from './calls';
import { useLocations } from './queries';

/** How many pieces of a part a branch's warehouses can promise now, so that nobody asks for what is not there without knowing; nothing for who may not read the stock. */
export function FreeStock({ part, branch }: { part: string; branch: string }) {
  const { t } = useTranslation();
  const asks = part !== '' && usePerson().may.includes('stock:read');
  const { data: locations } = useLocations();
  const { data: levels } = useQuery({ queryKey: ['stock', 'part', part], queryFn: () => showStock({ part, limit: 500 }), enabled: asks });
  if (!asks || !levels || !locations) return null;
  const places = locations.items.filter(({ kind, branchId }) => kind === 'warehouse' && (branch === '' || branchId === branch));
  const free = places.flatMap(({ locationCode, name }) => levels.items.filter(({ locationCode: at, available }) => at === locationCode && available > 0).map(({ available }) => `${name} ${available}`));
  return <span className={free.length > 0 ? 'free quiet' : 'free priority high'} role="status">{free.length > 0 ? t('part.free', { places: listed(free) }) : t('part.free.none')}</span>;
}
