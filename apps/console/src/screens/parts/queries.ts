import { useQuery } from '@tanstack/react-query';
import type { ReceiverView } from '../../api/generated/inventory/types.gen';
import { usePerson } from '../../parts/person';
import { together } from '../../parts/together';
import { word } from '../../texts/words';
import { listDealers } from '../customers/calls';
import { findParts, listCarriers, listLocations, showPart } from './calls';

const minutes = (count: number): number => count * 60_000;

const found = together(100, (codes) => findParts({ codes: codes.join(','), limit: 100 }).then(({ items }) => new Map(items.map((part) => [part.partCode, part]))));

/** One part of the catalogue; those of a list are asked for at once. */
export const partQuery = (code: string) => ({ queryKey: ['part', code], queryFn: async () => (await found(code)) ?? showPart(code), staleTime: minutes(30) });
export const usePart = (code: string | null) => useQuery({ ...partQuery(code ?? ''), enabled: code !== null });
export const useFoundParts = (text: string, model: string | null) => useQuery({ queryKey: ['parts', text, model], queryFn: () => findParts({ text, limit: 20, ...(model === null ? {} : { model }) }), staleTime: minutes(5), placeholderData: (before) => before });
export const useCarriers = () => useQuery({ queryKey: ['carriers'], queryFn: listCarriers, staleTime: minutes(30), meta: { serves: true } });
/** What carriers are called, by their codes. */
export function useCarrierName(): (code: string) => string {
  const { data } = useCarriers();
  return (code) => data?.items.find(({ carrierCode }) => carrierCode === code)?.name ?? code;
}

export const useLocations = () => useQuery({ queryKey: ['locations'], queryFn: listLocations, staleTime: minutes(30), enabled: usePerson().may.includes('stock:read'), meta: { serves: true } });

/** Names of warehouses and vans by code; whoever may not read the stock sees the code. */
export function usePlaceName(): (code: string) => string {
  const { data } = useLocations();
  return (code) => data?.items.find(({ locationCode }) => locationCode === code)?.name ?? code;
}

/** The dealers of the person's branches, and their names by code; a dealer knows himself, and nothing is asked for that would be refused. */
export function useDealers() {
  const person = usePerson();
  const { data } = useQuery({ queryKey: ['dealers'], queryFn: listDealers, staleTime: minutes(30), enabled: person.may.includes('dealer:read'), meta: { serves: true } });
  const names = new Map(data?.map(({ dealerCode, name }) => [dealerCode, name]));
  return { dealers: data ?? [], dealerName: (code: string): string => names.get(code) ?? (code === person.code ? (person.name ?? code) : code) };
}

/** Whom a difference is with, as it is written there: a dealer by name, of a customer only that it is one, else a van or a colleague. */
export function usePartyName() {
  const { dealerName } = useDealers();
  const placeName = usePlaceName();
  return ({ dealerCode, receivedByWhom }: { readonly dealerCode: string | null; readonly receivedByWhom: string }): string =>
    dealerCode !== null ? dealerName(dealerCode) : receivedByWhom.length === 36 ? word('receiver-kind', 'customer') : placeName(receivedByWhom);
}

/** Who gets a box: a dealer or a van by name; of a customer only that it is one, for not everybody may know who. */
export function useReceiverName() {
  const { dealerName } = useDealers();
  const placeName = usePlaceName();
  return (receiver: ReceiverView | undefined): string => {
    if (receiver === undefined) return '';
    if (receiver.kind === 'dealer') return dealerName(receiver.code);
    return receiver.kind === 'van' ? placeName(receiver.code) : word('receiver-kind', 'customer');
  };
}
