/** What `virtual:sources` gives the page: each demo's words, and the files that it consists of. */
import type { Header } from "./header";

export type Kind = "rust" | "page" | "capability" | "test";

/** One file, as it lies on disk. */
export interface SourceFile {
  kind: Kind;
  /** From the repository root. */
  path: string;
  text: string;
  /** One string of safe HTML a line: the text escaped, and spans with a class. */
  lines: string[];
}

export interface DemoSource extends Header {
  load(): Promise<{ files: SourceFile[] }>;
}
