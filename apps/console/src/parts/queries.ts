import { QueryClient, useQueries, useQuery } from '@tanstack/react-query';
import { useContext, useState } from 'react';
import { Refused } from '../api/api';
import { listBranches, listFaultCodes, listNames, listStaff, showContact, showCustomer, showDevice, showNote } from '../api/calls';
import { currentLanguage } from '../texts/language';
import { say } from '../texts/words';
import { PersonContext } from './person';
import { together } from './together';

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

const named = together(100, (codes) => listNames(codes).then(({ items }) => new Map(items.map(({ code, name }) => [code, name]))));

/** The actor of an event may also be a program, under a name that no list has. */
const mayHaveName = /^[A-Z0-9-]{2,40}$/;

/** How colleagues and branches are called, of whichever branch: by what is asked for on a screen, all of it at once. */
function useNames(): (code: string) => string | undefined {
  const may = useMay('name:read');
  const [codes, ask] = useState<readonly string[]>([]);
  const answers = useQueries({ queries: codes.map((code) => ({ queryKey: ['name', code], queryFn: async () => (await named(code)) ?? null, staleTime: minutes(5), meta: { serves: true } })) });
  return (code) => {
    const at = codes.indexOf(code);
    // Asked for after what is being shown now is shown.
    if (may && at === -1 && mayHaveName.test(code)) queueMicrotask(() => ask((before) => (before.includes(code) ? before : [...before, code])));
    return answers[at]?.data ?? undefined;
  };
}

/** The branches of the person, to choose from. */
export const useBranches = () => useQuery({ queryKey: ['branches'], queryFn: listBranches, staleTime: minutes(30), enabled: useMay('branch:read'), meta: { serves: true } }).data ?? [];

/** Names of branches by code; the code itself until they are known. */
export function useBranchName(): (code: string) => string {
  const own = new Map(useBranches().map(({ branchId, name }) => [branchId, name]));
  const nameOf = useNames();
  return (code) => own.get(code) ?? (own.size === 0 ? undefined : nameOf(code)) ?? code;
}

/** The name of whoever has done something, by his code. Who may not know the house's people sees of others than himself only that it was one of us, or the system. */
export function useNameOf(): (code: string) => string {
  const mayRead = useMay('name:read');
  const person = useContext(PersonContext);
  const nameOf = useNames();
  return (code) => {
    if (code.startsWith('system:')) return say('by.system');
    if (code === person?.code) return person.name ?? code;
    return mayRead ? (nameOf(code) ?? code) : say('by.house');
  };
}

/** The staff of a branch, or of all branches of the person who asks, to choose from. */
export function useStaff(branchId?: string) {
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['staff', branchId], queryFn: () => listStaff(branchId), staleTime: minutes(5), enabled: useMay('staff:read'), meta: { serves: true } });
  return { members: data ?? [], error, isPending, refetch };
}

export const useFaultCodes = () => useQuery({ queryKey: ['fault-codes'], queryFn: listFaultCodes, staleTime: minutes(30), meta: { serves: true } }).data ?? [];
/** A fault by its code and, as soon as it is known, its name. */
export function useFaultName(): (code: string) => string {
  const faults = useFaultCodes();
  return (code) => {
    const found = faults.find(({ faultCode }) => faultCode === code);
    return found === undefined ? code : `${code} ${currentLanguage() === 'en' ? (found.nameEn ?? found.nameZh) : found.nameZh}`;
  };
}
export const useContact = (id: string | null) => useQuery({ queryKey: ['contact', id], queryFn: () => showContact(id ?? ''), enabled: id !== null, staleTime: Infinity });
export const useNote = (id: string | null) => useQuery({ queryKey: ['note', id], queryFn: () => showNote(id ?? ''), enabled: id !== null, staleTime: Infinity });
export const useCustomer = (id: string | null | undefined) => useQuery({ queryKey: ['customer', id], queryFn: () => showCustomer(id ?? ''), enabled: useMay('customer:read') && id != null, staleTime: minutes(1), meta: { hears: [`directory.customer/${id ?? ''}`] } });
export const useDevice = (serial: string | null | undefined) => useQuery({ queryKey: ['device', serial], queryFn: () => showDevice(serial ?? ''), enabled: serial != null, staleTime: minutes(1), meta: { hears: [`directory.device/${serial ?? ''}`] } });
