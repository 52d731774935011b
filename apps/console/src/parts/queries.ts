import { QueryClient, useQuery } from '@tanstack/react-query';
import { Refused } from '../api/api';
import { listBranches, listFaultCodes, listStaff, showContact, showCustomer, showDevice, showNote } from '../api/calls';

const minutes = (count: number): number => count * 60_000;

/** What is away for a moment is asked for again; what was refused stays refused. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: (times, error) => times < 2 && error instanceof Refused && (error.problem === null || error.problem.status === 503), retryDelay: (times) => 500 * 2 ** times, staleTime: 5_000, refetchOnWindowFocus: false },
  },
});

/** Names of branches by code; the code itself until they are known. */
export function useBranchName(): (code: string) => string {
  const { data } = useQuery({ queryKey: ['branches'], queryFn: listBranches, staleTime: minutes(30) });
  const names = new Map(data?.items.map(({ branchId, name }) => [branchId, name]));
  return (code) => names.get(code) ?? code;
}

/** The staff of a branch, or of all branches of the person who asks, and their names by code. */
export function useStaff(branchId?: string) {
  const { data } = useQuery({ queryKey: ['staff', branchId], queryFn: () => listStaff(branchId), staleTime: minutes(5) });
  const names = new Map(data?.items.map(({ staffId, name }) => [staffId, name]));
  return { members: data?.items ?? [], nameOf: (code: string): string => names.get(code) ?? code };
}

export const useFaultCodes = () => useQuery({ queryKey: ['fault-codes'], queryFn: listFaultCodes, staleTime: minutes(30) });
export const useContact = (id: string | null) => useQuery({ queryKey: ['contact', id], queryFn: () => showContact(id ?? ''), enabled: id !== null, staleTime: Infinity });
export const useNote = (id: string | null) => useQuery({ queryKey: ['note', id], queryFn: () => showNote(id ?? ''), enabled: id !== null, staleTime: Infinity });
export const useCustomer = (id: string | null | undefined) => useQuery({ queryKey: ['customer', id], queryFn: () => showCustomer(id ?? ''), enabled: id != null, staleTime: minutes(1) });
export const useDevice = (serial: string | null | undefined) => useQuery({ queryKey: ['device', serial], queryFn: () => showDevice(serial ?? ''), enabled: serial != null, staleTime: minutes(1) });
