/** What goes over the bridge, as the injected script reports it: calls in flight, messages a second, the last click's calls. */
import { untrack } from "svelte";
import { observe, type Observed } from "../../bridge";

const WINDOW_MS = 1000;

class Activity {
  inFlight = $state(0);
  messagesPerSecond = $state(0);
  /** Commands called since the last click that led to a call, in order, each once. */
  clicked = $state.raw<string[]>([]);
  #fresh = true;
  #moments: { at: number; messages: number }[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;

  start(): void {
    // An effect that calls Rust must not come to depend on what is counted here.
    observe((event) => untrack(() => this.#note(event)));
    // A click that calls nothing, such as one on a tab of the source view, leaves the marks where they are, and what a
    // demo asks again and again by itself is no click's doing.
    document.addEventListener("click", () => this.#click(), { capture: true });
  }

  #click(): void {
    this.#fresh = true;
    setTimeout(() => (this.#fresh = false));
  }

  #note(event: Observed): void {
    if (event.phase === "sent") {
      this.inFlight += 1;
      this.#called(event.command);
    }
    if (event.phase === "settled") this.inFlight -= 1;
    // The same message, on its way.
    if (event.phase === "sealed") return;
    const messages = event.phase === "delivered" ? event.entries : 1;
    this.#moments.push({ at: performance.now(), messages });
    this.#timer ??= setInterval(() => this.#count(), WINDOW_MS / 4);
  }

  #called(command: string): void {
    if (this.#fresh) this.clicked = [command];
    else if (!this.clicked.includes(command)) this.clicked = [...this.clicked, command];
    this.#fresh = false;
  }

  /** Runs only while there is something to count. */
  #count(): void {
    const since = performance.now() - WINDOW_MS;
    this.#moments = this.#moments.filter(({ at }) => at > since);
    this.messagesPerSecond = this.#moments.reduce((sum, { messages }) => sum + messages, 0);
    if (this.#moments.length === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }
}

export const activity = new Activity();
