import { eventually } from './eventually';
import type { principals } from './principals';
import type { Answer } from './request';
import type { ServiceUnderTest } from './service';

/** What the service says of a table, as far as tests ask. */
interface ShownImport {
  readonly id: string;
  readonly state: string;
  readonly accepted: number;
  readonly rejected: number;
  readonly applied: number;
  readonly changed: number;
  readonly firstRejected: readonly { readonly row: number; readonly reason: string; readonly field: string }[];
}
interface Sent {
  /** Which system the table is from. */
  readonly source?: string;
  readonly who?: keyof typeof principals;
}

/** A table on its way into a service, as people bring one in. `service` is asked at each call: it may not have started yet. */
export const tablesSent = (service: () => ServiceUnderTest) => {
  /** What each row comes to; nothing is on file yet. */
  const send = async (kind: string, bytes: Buffer, { source = 'sample', who = 'admin' }: Sent = {}): Promise<Answer<ShownImport & { type?: string }>> =>
    (await service().as(who)).post(`/imports?kind=${kind}&file=${kind}.csv&source=${source}`, new Uint8Array(bytes), { headers: { 'content-type': 'application/octet-stream' } });
  /** Resolves when every accepted row is on file. */
  const apply = async (id: string, who: keyof typeof principals = 'admin'): Promise<ShownImport> => {
    const by = await service().as(who);
    const { status, body } = await by.post(`/imports/${id}/apply`, {});
    if (status !== 200) throw new Error(`import ${id}: ${status} ${JSON.stringify(body)}`);
    return eventually(async () => {
      const { body: shown } = await by.get<ShownImport>(`/imports/${id}`);
      if (shown.state !== 'applied') throw new Error(`import ${id} is ${shown.state}`);
      return shown;
    });
  };
  /** Both, of a table without a fault. */
  const put = async (kind: string, bytes: Buffer, sent?: Sent): Promise<ShownImport> => {
    const { status, body } = await send(kind, bytes, sent);
    if (status >= 300 || body.rejected > 0) throw new Error(`${kind}: ${status} ${JSON.stringify(body)}`);
    return apply(body.id, sent?.who);
  };
  return { send, apply, put };
};

/** `4 UNKNOWN_REFERENCE ticket_no`, of each rejected row. */
export const verdictsOf = ({ firstRejected }: ShownImport): string[] => firstRejected.map(({ row, reason, field }) => `${row} ${reason} ${field}`);
