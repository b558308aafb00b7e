/**
 * Keeps what is shown up to date with what is asked for: one pass at a time, and a newer wish ends an older pass.
 *
 * Wishes are taken every `BETWEEN_MS` at most. A slider that is dragged makes sixty a second, and a pass that is
 * cancelled each time would never show anything.
 */
import { settle, type Settled } from "../../../bridge";
import {
  open_picture,
  picture_before,
  run_pass,
  type Failure,
  type OpenedPicture,
  type Passed,
  type Recipe,
  type Screen,
  type StageNews,
} from "../../bindings";
import type { Kind } from "./recipe";
import { sent, stream } from "./pictures";

const BETWEEN_MS = 100;

/** Decoding and encoding have their cards too. */
export type Place = Kind | "decode" | "encode";

export interface Wish {
  id: number;
  recipe: Recipe;
  screen: Screen;
}

/** What a card shows of its stage. */
export interface StageState {
  done?: number;
  ms?: number;
  width?: number;
  height?: number;
}

function told({ kind, stage: _, ...state }: StageNews): StageState {
  return kind === "finished" ? { ...state, done: 1 } : state;
}

export class Passes {
  /** A picture that is being decoded, while the one before it is shown. */
  decoding = $state.raw<StageState>();
  stages = $state<Partial<Record<Place, StageState>>>({});
  previews = $state.raw<Partial<Record<Place, ImageData>>>({});
  before = $state.raw<ImageData>();
  after = $state.raw<ImageData>();
  passed = $state.raw<Passed>();
  error = $state.raw<unknown>();
  running = $state(false);

  #wish?: Wish;
  #timer?: ReturnType<typeof setTimeout>;
  #started_ms = 0;
  #pass?: AbortController;
  #framing = "";
  #id?: number;
  #framed?: AbortController;

  /** Has a file decoded. What is shown stays until that is done. */
  async open(id: number, signal: AbortSignal): Promise<Settled<OpenedPicture, Failure>> {
    let preview: ImageData | undefined;
    const news = stream<StageNews>((news) => signal.aborted || (this.decoding = told(news)));
    const pictures = stream<ArrayBuffer>((message) => (preview = sent(message).picture));
    const channels = { news: news.channel, pictures: pictures.channel };
    const outcome = await settle(open_picture({ id, ...channels }, { signal }));
    if (outcome.ok) await Promise.all([news.ended, pictures.ended]);
    if (signal.aborted) return outcome;
    if (outcome.ok) {
      this.stages = { decode: this.decoding };
      this.previews = { decode: preview };
    }
    this.decoding = undefined;
    return outcome;
  }

  /** Asks for another picture, recipe or size. */
  want(wish: Wish): void {
    this.#wish = wish;
    this.running = true;
    const wait_ms = this.#started_ms + BETWEEN_MS - performance.now();
    this.#timer ??= setTimeout(() => this.#start(), Math.max(0, wait_ms));
  }

  /** Wants nothing any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pass?.abort();
    this.#framed?.abort();
    this.#framing = "";
    this.running = false;
  }

  /** Forgets what was shown. */
  clear(): void {
    this.stop();
    this.stages = {};
    this.previews = {};
    this.before = this.after = this.passed = this.error = undefined;
  }

  #start(): void {
    this.#timer = undefined;
    const wish = this.#wish;
    if (!wish) return;
    this.#started_ms = performance.now();
    this.#pass?.abort();
    void this.#frame(wish);
    this.#pass = new AbortController();
    void this.#run(wish, this.#pass.signal);
  }

  async #run({ id, recipe, screen }: Wish, signal: AbortSignal) {
    const places: Place[] = ["decode", ...recipe.stages.map(({ kind }) => kind), "encode"];
    const news = stream<StageNews>((news) => signal.aborted || this.#hear(places[news.stage], news));
    const pictures = stream<ArrayBuffer>((message) => signal.aborted || this.#see(places, message));
    const decoded = this.stages.decode;
    this.stages = decoded ? { decode: decoded } : {};
    const channels = { news: news.channel, pictures: pictures.channel };
    const outcome = await settle(run_pass({ id, recipe, screen, ...channels }, { signal }));
    if (outcome.ok) await Promise.all([news.ended, pictures.ended]);
    if (signal.aborted) return;
    this.running = false;
    this.error = outcome.ok ? undefined : outcome.error;
    if (outcome.ok) this.passed = outcome.value;
  }

  #hear(place: Place | undefined, news: StageNews) {
    if (!place) return;
    this.stages[place] = told(news);
  }

  #see(places: Place[], message: ArrayBuffer) {
    const { stage, picture } = sent(message);
    const place = places[stage];
    if (!place) return;
    this.previews = { ...this.previews, [place]: picture };
    if (place === "encode") this.after = picture;
  }

  /** The picture before changes only with what frames it. */
  async #frame({ id, recipe, screen }: Wish) {
    const stages = recipe.stages.filter(({ kind }) => kind === "orient" || kind === "crop");
    const framing = JSON.stringify([id, stages, screen]);
    if (framing === this.#framing) return;
    this.#framing = framing;
    this.#framed?.abort();
    const { signal } = (this.#framed = new AbortController());
    const outcome = await settle(picture_before({ id, recipe, screen }, { signal }));
    if (signal.aborted) return;
    if (!outcome.ok) {
      this.error = outcome.error;
      return;
    }
    // Another picture: what was made of the one before is not compared with this one.
    if (id !== this.#id) this.after = undefined;
    this.#id = id;
    this.before = sent(outcome.value).picture;
  }
}
