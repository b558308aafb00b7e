/**
 * Why the bridge did not bring a call to its command's end.
 * In: whatever a call was rejected with. Out: a refusal that a page can branch on by its code, which never changes
 * its meaning. A command's own error is no refusal.
 */

/** No capability lets this page make the call. A debug build adds who called, and which file and line to change. */
export interface NotPermitted {
  code: "not_permitted";
  message: string;
  command: string;
  window?: string;
  webview?: string;
  origin?: string;
  file?: string;
  line?: number;
  reason?: string;
  suggestion?: string;
}

/** Every refusal there is; `message` is for a person. */
export type Refusal =
  | { code: "bad_argument"; message: string; command: string; argument: string; expected: string; received: string }
  | { code: "bad_scope"; message: string; command: string }
  | { code: "body_too_large"; message: string; bytes_max: number }
  | { code: "body_unreadable"; message: string }
  | { code: "cancelled"; message: string }
  | { code: "duplicate_call"; message: string }
  | { code: "host_failed"; message: string }
  | { code: "malformed_request"; message: string }
  | NotPermitted
  | { code: "panicked"; message: string; command: string }
  | { code: "state_not_managed"; message: string; command: string; state: string }
  | { code: "too_many_bytes"; message: string; bytes_max: number }
  | { code: "too_many_calls"; message: string; calls_max: number }
  | { code: "too_many_listeners"; message: string; listeners_max: number }
  | { code: "too_many_upstreams"; message: string; upstreams_max: number }
  | { code: "unknown_command"; message: string; command: string }
  | { code: "unwritable_reply"; message: string }
  | { code: "upstream_closed"; message: string };

const CODES: Record<Refusal["code"], true> = {
  bad_argument: true,
  bad_scope: true,
  body_too_large: true,
  body_unreadable: true,
  cancelled: true,
  duplicate_call: true,
  host_failed: true,
  malformed_request: true,
  not_permitted: true,
  panicked: true,
  state_not_managed: true,
  too_many_bytes: true,
  too_many_calls: true,
  too_many_listeners: true,
  too_many_upstreams: true,
  unknown_command: true,
  unwritable_reply: true,
  upstream_closed: true,
};

/** Tells a refusal of the bridge from a command's own error, as long as the command keeps to codes of its own. */
export function isRefusal(error: unknown): error is Refusal {
  if (typeof error !== "object" || error === null) return false;
  const { code, message } = error as Record<string, unknown>;
  return typeof code === "string" && Object.hasOwn(CODES, code) && typeof message === "string";
}
