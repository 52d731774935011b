import { QueryClient, useQuery } from '@tanstack/react-query';
import { useContext } from 'react';
import { Refused } from '../api/api';
import { listBranches, listFaultCodes, listStaff, showContact, showCustomer, showDevice, showNote } from '../api/calls';
import { currentLanguage } from '../texts/language';
import { say } from '../texts/words';
import { PersonContext } from './person';

const minutes = (count: number): number => count * 60_000;

/** What is away for a moment is asked for again; what was refused stays refused. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: (times, error) => times < 2 && error instanceof Refused && (error.problem === null || error.problem.status === 503), retryDelay: (times) => 500 * 2 ** times, staleTime: 5_000, refetchOnWindowFocus: false },
    // What is pressed without a network fails at once, and does not leave by itself later.
    mutations: { networkMode: 'always' },
  },
});

/** Nothing is asked for that would be refused. */
const useMay = (permission: string): boolean => useContext(PersonContext)?.may.includes(permission) ?? false;

/** Names of branches by code; the code itself until they are known. */
export function useBranchName(): (code: string) => string {
  const { data } = useQuery({ queryKey: ['branches'], queryFn: listBranches, staleTime: minutes(30), enabled: useMay('branch:read') });
  const names = new Map(data?.items.map(({ branchId, name }) => [branchId, name]));
  return (code) => names.get(code) ?? code;
}

/**
 * The staff of a branch, or of all branches of the person who asks, and the name of whoever has done something, by his code. A dealer sees of others than
 * himself that it was one of us, or the system.
 */
export function useStaff(branchId?: string) {
  const mayRead = useMay('staff:read');
  const person = useContext(PersonContext);
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['staff', branchId], queryFn: () => listStaff(branchId), staleTime: minutes(5), enabled: mayRead });
  const names = new Map(data?.items.map(({ staffId, name }) => [staffId, name]));
  const nameOf = (code: string): string => {
    if (code.startsWith('system:')) return say('by.system');
    return names.get(code) ?? (code === person?.code ? (person.name ?? code) : !mayRead && /^ST\d/.test(code) ? say('by.house') : code);
  };
  return { members: data?.items ?? [], error, isPending, refetch, nameOf };
}

export const useFaultCodes = () => useQuery({ queryKey: ['fault-codes'], queryFn: listFaultCodes, staleTime: minutes(30) });
/** A fault by its code and, as soon as it is known, its name. */
export function useFaultName(): (code: string) => string {
  const { data } = useFaultCodes();
  return (code) => {
    const found = data?.items.find(({ faultCode }) => faultCode === code);
    return found === undefined ? code : `${code} ${currentLanguage() === 'en' ? (found.nameEn ?? found.nameZh) : found.nameZh}`;
  };
}
export const useContact = (id: string | null) => useQuery({ queryKey: ['contact', id], queryFn: () => showContact(id ?? ''), enabled: id !== null, staleTime: Infinity });
export const useNote = (id: string | null) => useQuery({ queryKey: ['note', id], queryFn: () => showNote(id ?? ''), enabled: id !== null, staleTime: Infinity });
export const useCustomer = (id: string | null | undefined) => useQuery({ queryKey: ['customer', id], queryFn: () => showCustomer(id ?? ''), enabled: useMay('customer:read') && id != null, staleTime: minutes(1), meta: { hears: [`directory.customer/${id ?? ''}`] } });
export const useDevice = (serial: string | null | undefined) => useQuery({ queryKey: ['device', serial], queryFn: () => showDevice(serial ?? ''), enabled: serial != null, staleTime: minutes(1), meta: { hears: [`directory.device/${serial ?? ''}`] } });
