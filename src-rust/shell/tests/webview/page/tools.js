// What the cases have in common.

export function equal(found, expected, what) {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: found ${a}, expected ${b}`);
}

export async function rejection(promise, what) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`${what} was not refused`);
}

/** Asks again until the answer is right. The run as a whole has a bound. */
export async function until(ask, isRight) {
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
  }
}

/** Listens as the official client does. Gives what was heard, and a way to stop. */
export async function listening(event, target) {
  const { invoke, transformCallback } = window.__TAURI_INTERNALS__;
  const heard = [];
  const handler = transformCallback((message) => heard.push(message.payload));
  const eventId = await invoke("plugin:event|listen", { event, target, handler });
  const stop = () => invoke("plugin:event|unlisten", { event, eventId });
  return { heard, stop };
}

/** Gives the page a turn, so that what was delivered is heard. */
export const turn = () => new Promise((resolve) => setTimeout(resolve));
