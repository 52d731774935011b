import { Metrics } from './metrics';

const backlog = { rows: 7, oldestSeconds: 1.5, heldKeys: 2, shards: 2 };

it('shows what waits for each shard as long as this process knows it', async () => {
  const { register, relay } = new Metrics();
  relay.backlog(0, backlog);
  relay.backlog(1, { ...backlog, rows: 9 });
  const both = await register.metrics();
  for (const line of ['outbox_rows{shard="0"} 7', 'outbox_rows{shard="1"} 9', 'outbox_oldest_unpublished_seconds{shard="0"} 1.5', 'outbox_held_keys{shard="0"} 2']) expect(both).toContain(line);
  relay.backlog(0, null);
  const one = await register.metrics();
  expect(one).not.toMatch(/outbox_\w+{shard="0"}/);
  expect(one).toContain('outbox_rows{shard="1"} 9');
});
