import { pause } from '../back-off';
import { defaultLimits } from '../kafka/client';
import { ensureTopics, topicsAdmin } from '../kafka/provision';

/** Empties the log: deletes these topics with all that is in them, and makes them anew. Nobody may publish or read meanwhile. */
export const wipeTopics = async (brokers: readonly string[], topics: readonly string[]): Promise<void> => {
  const admin = topicsAdmin(brokers);
  await admin.connect();
  try {
    const present = async (): Promise<string[]> => (await admin.listTopics()).filter((topic) => topics.includes(topic));
    const old = await present();
    if (old.length > 0) await admin.deleteTopics({ topics: old, timeout: defaultLimits.answerMs });
    // A topic that is still on its way out would count as one that exists.
    for (const deadline = performance.now() + defaultLimits.answerMs; ; await pause(50)) {
      const left = await present();
      if (left.length === 0) break;
      if (performance.now() >= deadline) throw new Error(`the topics ${left.join(', ')} could not be deleted`);
    }
  } finally {
    await admin.disconnect();
  }
  await ensureTopics(brokers, topics);
};
