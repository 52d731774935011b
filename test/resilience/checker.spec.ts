import type { Client } from 'pg';
import { eventually } from '@aftercare/testing';
import { withClient, type Chain } from './rig/chain';
import { onServers, theChain } from './rig/proof';
import { judge, type Evidence, type Verdict } from './src/checker';

onServers();

/** What the checker says of the chain's tables after this damage, which is taken back. */
const doctored = async (chain: Chain, damage: (client: Client) => Promise<unknown>): Promise<Verdict> =>
  withClient(chain.servers.databaseUrl(chain.database), async (client) => {
    await client.query('BEGIN');
    await damage(client);
    const verdict = judge(await chain.evidence(client));
    await client.query('ROLLBACK');
    return verdict;
  });

const counts = ({ lost, twice, outOfOrder, invented }: Verdict) => ({ lost: lost.length, twice: twice.length, outOfOrder: outOfOrder.length, invented: invented.length });
const nothing = { lost: 0, twice: 0, outOfOrder: 0, invented: 0 };

describe('the checker', () => {
  let chain: Chain;
  let evidence: Evidence;
  beforeAll(async () => {
    chain = await theChain();
    await chain.write();
    await eventually(async () => expect(await chain.count('desk', 'effect')).toBeGreaterThan(400), { within: 30_000 });
    await chain.stopWriting();
    await chain.quiet();
    evidence = await chain.evidence();
  }, 90_000);

  /** An effect of the views that is neither the first nor the last of its key. */
  const middle = `SELECT e.id FROM desk.effect e WHERE unit = 'views' AND sequence > 1 AND EXISTS (SELECT FROM desk.effect n WHERE (n.unit, n.topic, n.key, n.sequence) = (e.unit, e.topic, e.key, e.sequence + 1)) ORDER BY id LIMIT 1`;

  it('finds nothing where nothing is wrong', () => {
    expect(counts(judge(evidence))).toEqual(nothing);
    expect(evidence.acknowledged.length).toBeGreaterThan(50);
    expect(evidence.aborted.length).toBeGreaterThan(0);
  });

  it('finds an effect that is missing', async () => {
    const verdict = await doctored(chain, (client) => client.query(`DELETE FROM desk.effect WHERE id = (${middle})`));
    expect(counts(verdict)).toEqual({ ...nothing, lost: 1 });
    expect(verdict.lost[0]).toContain('had no effect in views');
  });

  it('finds an effect that is there twice', async () => {
    const verdict = await doctored(chain, (client) => client.query(`INSERT INTO desk.effect (unit, topic, key, sequence, event_id) SELECT unit, topic, key, sequence, event_id FROM desk.effect WHERE id = (${middle})`));
    expect(counts(verdict)).toEqual({ ...nothing, twice: 1 });
  });

  it('finds two effects in the wrong order', async () => {
    const verdict = await doctored(chain, (client) =>
      client.query(`WITH one AS (SELECT * FROM desk.effect WHERE id = (${middle})), other AS (SELECT o.* FROM desk.effect o, one WHERE (o.unit, o.topic, o.key, o.sequence) = (one.unit, one.topic, one.key, one.sequence + 1))
                    UPDATE desk.effect e SET sequence = swapped.sequence, event_id = swapped.event_id
                      FROM (SELECT one.id, other.sequence, other.event_id FROM one, other UNION ALL SELECT other.id, one.sequence, one.event_id FROM one, other) swapped WHERE e.id = swapped.id`));
    expect(counts(verdict)).toEqual({ ...nothing, outOfOrder: 1 });
  });

  it('finds an effect of nothing, and an acknowledged write that left nothing', async () => {
    const verdict = await doctored(chain, async (client) => {
      await client.query(`INSERT INTO desk.effect (unit, topic, key, sequence, event_id) SELECT unit, topic, key, sequence + 1000, gen_random_uuid() FROM desk.effect WHERE id = (${middle})`);
      await client.query(`DELETE FROM depot.event WHERE convert_from(payload, 'UTF8')::json ->> 'write' = '${evidence.acknowledged[0]}'`);
    });
    expect(verdict.lost.filter((line) => line.includes('was acknowledged'))).toHaveLength(1);
    expect(verdict.invented.filter((line) => line.includes('but is not stored'))).not.toHaveLength(0);
  });

  it('finds a reaction that did not answer, or answered twice', async () => {
    const none = await doctored(chain, (client) => client.query("DELETE FROM desk.event WHERE id = (SELECT max(id) FROM desk.event)"));
    expect(none.lost.filter((line) => line.includes('was not answered'))).toHaveLength(1);
    const answer = evidence.stored.findLast(({ topic }) => topic === evidence.reaction.raises);
    const twice = judge({ ...evidence, stored: [...evidence.stored, { ...answer!, sequence: answer!.sequence + 1, eventId: 'another' }] });
    expect(twice.twice).toHaveLength(1);
  });

  it('finds a state that does not fit its events', async () => {
    const verdict = await doctored(chain, (client) => client.query('UPDATE depot.parcel SET version = version + 1 WHERE id = (SELECT id FROM depot.parcel LIMIT 1)'));
    expect(counts(verdict)).toEqual({ ...nothing, lost: 1 });
  });

  it('finds a record that the log has not, has in the wrong place, or has of nobody', () => {
    const { logged } = evidence;
    const [key] = logged;
    const own = logged.filter((record) => record.topic === key?.topic && record.key === key.key);
    expect(own.length).toBeGreaterThan(2);
    expect(counts(judge({ ...evidence, logged: logged.filter((record) => record !== own[1]) }))).toEqual({ ...nothing, lost: 1 });
    const turned = logged.map((record) => (record === own[0] ? own[1]! : record === own[1] ? own[0]! : record));
    expect(counts(judge({ ...evidence, logged: turned }))).toEqual({ ...nothing, outOfOrder: 1 });
    expect(counts(judge({ ...evidence, logged: [...logged, { ...own[0]!, sequence: 9_999, eventId: 'nobody' }] }))).toEqual({ ...nothing, invented: 1 });
    expect(judge({ ...evidence, logged: [...logged, own[0]!] })).toMatchObject({ duplicateRecords: judge(evidence).duplicateRecords + 1, outOfOrder: [] });
  });

  it('finds a write that gave up and is there all the same', () => {
    expect(counts(judge({ ...evidence, aborted: [evidence.acknowledged[0]!] }))).toEqual({ ...nothing, invented: 1 });
  });
});
