/** Every attack, in the order of the list. */
import type { Attack } from "./attack";
import { keyHunt } from "./hunt";
import { INSIDE } from "./inside";
import { OTHERS } from "./others";
import { OUTSIDE } from "./outside";
import { pathTricks } from "./paths";
import { prototypePollution } from "./pollution";

export const ATTACKS: readonly Attack[] = [
  OUTSIDE.forgedKey,
  OUTSIDE.missingKey,
  OUTSIDE.subFrame,
  OTHERS.foreignOrigin,
  OTHERS.relabelled,
  OTHERS.replayed,
  OUTSIDE.blobBody,
  INSIDE.sentTwice,
  INSIDE.oversizedBody,
  INSIDE.malformedHeaders,
  INSIDE.names,
  INSIDE.flood,
  pathTricks,
  prototypePollution,
  keyHunt,
];
