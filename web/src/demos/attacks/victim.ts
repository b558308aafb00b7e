/** The isolated page whose messages are stolen: it calls, and any script in it can see the sealed messages go. */
import { observe } from "../../../bridge";
import { vault_openings, type SealedMessage } from "../../bindings";

const WAVE_CALLS = 256;

/** Makes calls, and gives the sealed message of the first, and that of the last where there were more. */
export async function sealedMessages(calls: number): Promise<SealedMessage[]> {
  const seen: SealedMessage[] = [];
  const stop = observe((event) => {
    if (event.phase !== "sealed") return;
    const { command, callback, error, seal } = event;
    seen[Math.min(seen.length, 1)] = { command, callback, error, seal, bytes: Array.from(new Uint8Array(event.read())) };
  });
  await vault_openings();
  for (let made = 1; made < calls; made += WAVE_CALLS) {
    await Promise.all(Array.from({ length: Math.min(WAVE_CALLS, calls - made) }, () => vault_openings()));
  }
  stop();
  return seen;
}
