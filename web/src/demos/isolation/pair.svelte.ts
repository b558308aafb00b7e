/** The isolated window, as this one sees it: opened and closed, asked to call, and what it tells of that. */
import { listen, settle, WindowEvents, type UnlistenFn } from "../../../bridge";
import { events, open_isolated, type Letter, type Rule, type Told } from "../../bindings";

const LABEL = "isolated";

const refused = (message: string): Told => ({
  id: 0,
  answer: null,
  refusal: { code: "window_closed", message },
  ms: 0,
  sealed: null,
});

export class Pair {
  isOpen = $state(false);
  isOpening = $state(false);
  error = $state.raw<unknown>();

  #last = 0;
  readonly #asked = new Map<number, (told: Told) => void>();
  readonly #listening: Promise<UnlistenFn>[];

  constructor() {
    const target = { kind: "Window", label: LABEL } as const;
    this.#listening = [
      events.listen("isolation-told", ({ payload }) => this.#hear(payload)),
      listen(WindowEvents.WINDOW_DESTROYED, () => this.#closed(), { target }),
    ];
    for (const listening of this.#listening) listening.catch((error: unknown) => (this.error = error));
  }

  /** Opens the window with this rule, in the place of one that is open. */
  async open(rule: Rule): Promise<void> {
    this.isOpening = true;
    this.isOpen = false;
    const outcome = await settle(open_isolated({ rule }));
    this.error = outcome.ok ? undefined : outcome.error;
    // It says so itself when it is ready.
    if (!outcome.ok) this.isOpening = false;
  }

  /** Has the isolated window call a command. */
  ask(command: string, letter: Letter | null): Promise<Told> {
    const id = ++this.#last;
    return new Promise((resolve) => {
      this.#asked.set(id, resolve);
      const asking = events.emitTo(LABEL, "isolation-asked", { id, command, letter });
      asking.catch((error: unknown) => this.#settle({ ...refused(String(error)), id }));
    });
  }

  close(): void {
    for (const listening of this.#listening) {
      listening.then(
        (unlisten) => unlisten(),
        () => {},
      );
    }
  }

  #hear(told: Told): void {
    if (told.id !== 0) return this.#settle(told);
    this.#closed();
    this.isOpen = true;
    this.isOpening = false;
  }

  #settle(told: Told): void {
    this.#asked.get(told.id)?.(told);
    this.#asked.delete(told.id);
  }

  #closed(): void {
    this.isOpen = false;
    for (const id of [...this.#asked.keys()]) {
      this.#settle({ ...refused("The isolated window was closed before it answered."), id });
    }
  }
}
