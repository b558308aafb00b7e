/** One call, watched: the page's own moments around it, and what Rust noted of its hops. */
import { settle, type Call, type CallOptions, type Settled } from "../../bridge";
import { hops, type Failure, type Trace } from "../bindings";
import { moment, onTick, type Moment } from "./clock";

export interface Crossing<T, E> {
  outcome: Settled<T, E>;
  sent: Moment;
  back: Moment;
  /** Comes a moment after the outcome, for it is asked for in a call of its own. */
  trace: Call<Trace, Failure>;
}

/** `send` passes the options on to the call, whose header asks the app to keep this call's hops. */
export async function cross<T, E>(
  send: (options: CallOptions) => Call<T, E>,
  trace: string = crypto.randomUUID(),
): Promise<Crossing<T, E>> {
  const sent = onTick();
  const outcome = await settle(send({ headers: { "Footbridge-Trace": trace } }));
  const back = moment();
  return { outcome, sent, back, trace: hops({ trace }) };
}
