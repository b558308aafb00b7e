/**
 * Things that live in Rust, held by a number.
 * In: the number that a command returned. Out: an object that can let go of it.
 */
import { invoke } from "./core";

/** A thing in Rust. It ends with the page at the latest; `close` ends it sooner. */
export class Resource {
  readonly #rid: number;

  constructor(rid: number) {
    this.#rid = rid;
  }

  /** Its number. */
  get rid(): number {
    return this.#rid;
  }

  /** Lets go of the thing; nothing may be done with it afterwards. */
  async close(): Promise<void> {
    await invoke("plugin:resources|close", { rid: this.rid });
  }

  /** For `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
