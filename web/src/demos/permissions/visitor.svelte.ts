/** The visitor's window, as the main window asks it to make calls. */
import { settle, type UnlistenFn } from "../../../bridge";
import {
  events,
  open_visitor,
  type TrialOrder,
  type Tried,
} from "../../bindings";
import { told } from "../../lib/failure";

export const VISITOR = "visitor";
export const MAIN = "main";

export class Visitor {
  #order: TrialOrder | undefined;
  #settle: ((tried: Tried) => void) | undefined;
  readonly #listening: Promise<UnlistenFn>[];

  constructor() {
    const target = { kind: "Webview", label: MAIN } as const;
    this.#listening = [
      events.listen("tried", ({ payload }) => this.#take(payload), { target }),
      // It says so when it has begun to listen; an order that came before that was not heard.
      events.listen("visitor-ready", () => void this.#send(), { target }),
    ];
    for (const listening of this.#listening) listening.catch(() => {});
  }

  /** Has the visitor's window make a call, and opens it first. An order before that is given up. */
  async call(order: TrialOrder): Promise<Tried> {
    this.giveUp("given up for the next one");
    const answer = new Promise<Tried>((resolve) => (this.#settle = resolve));
    this.#order = order;
    const outcome = await settle(
      Promise.all(this.#listening).then(() => open_visitor()),
    );
    if (outcome.ok) await this.#send();
    else this.#fail(told(outcome.error));
    return answer;
  }

  /** The visitor's window is gone, or nobody waits any more. */
  giveUp(why: string): void {
    this.#fail({ code: "no_answer", message: `The call was ${why}.` });
  }

  close(): void {
    this.giveUp("given up");
    for (const listening of this.#listening) {
      listening.then(
        (unlisten) => unlisten(),
        () => {},
      );
    }
  }

  async #send(): Promise<void> {
    if (!this.#order) return;
    const outcome = await settle(
      events.emitTo(
        { kind: "Webview", label: VISITOR },
        "try-call",
        this.#order,
      ),
    );
    if (!outcome.ok) this.#fail(told(outcome.error));
  }

  #take(tried: Tried): void {
    if (tried.number !== this.#order?.number) return;
    this.#order = undefined;
    this.#settle?.(tried);
  }

  #fail({ code, message }: { code: string; message: string }): void {
    if (this.#order)
      this.#take({
        number: this.#order.number,
        answered: false,
        code,
        text: message,
      });
  }
}
