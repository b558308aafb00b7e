/** One job as the page sees it: what its channel says, and what Rust says of it when it is asked. */
import { Channel, settle } from "../../../bridge";
import { hash, pause_hash, type Hashed, type RunningJob, type Work } from "../../bindings";
import { Speed } from "./speed";

export type JobState = "running" | "paused" | "done" | "cancelled" | "failed";

/** Pieces of 1 MiB that Rust may hash ahead of what the page has read. */
export const WINDOW = 8;
export const PIECE_BYTES = 1024 * 1024;
/** What a slow reader takes for each message. */
const SLOW_MS = 200;

export class Job {
  readonly name: string;
  readonly bytes: number;
  state = $state<JobState>("running");
  /** Whether the page takes its time over each message. */
  isSlow = $state(false);
  /** Bytes that the page has read of. */
  read = $state(0);
  /** Bytes that Rust has hashed, when it was last asked. */
  inRust = $state(0);
  /** Whether Rust still has this job: it goes on to its next `await` after it was cancelled. */
  isInRust = $state(true);
  perMs = $state<number>();
  hashed = $state.raw<Hashed>();
  error = $state.raw<unknown>();
  readonly #progress = new Channel<number>(undefined, { window: WINDOW });
  readonly #controller = new AbortController();
  readonly #speed = new Speed();
  #latest = 0;

  constructor(name: string, bytes: number, work: Work) {
    this.name = name;
    this.bytes = bytes;
    void this.#run(work);
  }

  get isOver(): boolean {
    return this.state !== "running" && this.state !== "paused";
  }

  slow(isSlow: boolean): void {
    this.isSlow = isSlow;
    this.#speed.forget();
  }

  async pause(paused: boolean): Promise<void> {
    const outcome = await settle(pause_hash({ job: this.#progress.id, paused }));
    // It may be over by now, and then what came of it counts.
    if (this.isOver) return;
    if (!outcome.ok) this.error = outcome.error;
    else this.state = paused ? "paused" : "running";
    this.#speed.forget();
  }

  cancel(): void {
    this.#controller.abort();
  }

  /** Takes in what Rust says of all its jobs. */
  compare(running: RunningJob[]): void {
    const own = running.find(({ job }) => job === this.#progress.id);
    this.isInRust = own !== undefined;
    if (!own) return;
    this.inRust = own.bytes;
    // What was read since the last frame, or Rust would seem further ahead than it may be.
    this.read = this.#latest;
  }

  async #run(work: Work): Promise<void> {
    requestAnimationFrame(() => this.#draw());
    const outcome = settle(hash({ work, progress: this.#progress }, { signal: this.#controller.signal }));
    const reading = this.#readAll();
    const ended = await outcome;
    if (!ended.ok) {
      // Nothing more is read of a job that is over.
      this.#progress.close();
      this.state = this.#controller.signal.aborted ? "cancelled" : "failed";
      if (this.state === "failed") this.error = ended.error;
    }
    await reading;
    this.read = this.#latest;
    if (!ended.ok) return;
    this.hashed = ended.value;
    this.inRust = this.read;
    this.isInRust = false;
    this.state = "done";
  }

  /** The loop decides the pace: Rust's `send` waits when it is too far ahead of it. */
  async #readAll(): Promise<void> {
    try {
      for await (const bytes of this.#progress) {
        if (this.isSlow) await new Promise((go) => setTimeout(go, SLOW_MS));
        this.#latest = bytes;
      }
    } catch (cause) {
      this.error = cause;
      this.cancel();
    }
  }

  /** Messages may come faster than frames are drawn. */
  #draw(): void {
    if (this.isOver) return;
    this.read = this.#latest;
    if (this.state === "running") this.#speed.note(this.#latest, performance.now());
    this.perMs = this.#speed.perMs;
    requestAnimationFrame(() => this.#draw());
  }
}
