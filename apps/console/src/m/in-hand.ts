import { useQuery } from '@tanstack/react-query';
import type { PickingView } from '../api/generated/inventory/types.gen';
import { keepHere, keptHere } from '../parts/here';
import { queries } from '../parts/queries';
import { getPicking } from './calls';

const name = 'picking';
queries.getQueryCache().subscribe(({ type, query: { queryKey: [of], state: { data } } }) => { if (type === 'updated' && of === name && data !== undefined) keepHere(name, data); });

const keptOf = (number: string): PickingView | undefined => {
  const kept = keptHere<PickingView>(name);
  return kept?.number === number ? kept : undefined;
};

/** The picking in hand. The last one stays on the device as it was known last, so that a page which is opened between the shelves can go on with it. */
export const usePicking = (number: string) => useQuery({ queryKey: [name, number], queryFn: () => getPicking(number), initialData: () => keptOf(number), initialDataUpdatedAt: 0 });
