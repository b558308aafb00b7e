import { expect, it } from "vitest";
import type { Trace } from "../bindings";
import { planks, thereAndBack } from "./planks";

const TRACE: Trace = {
  command: "greet",
  transport: "post message",
  window: "main",
  webview: "main",
  bytesIn: 14,
  bytesOut: 13,
  arrivedUnixUs: 1_000_120,
  leftUnixUs: 1_000_150,
  hops: [
    { name: "key", startUs: 1, durationUs: 0.1 },
    { name: "acl", startUs: 2, durationUs: 0.4 },
    { name: "router", startUs: 3, durationUs: 0.2 },
    { name: "command", startUs: 4, durationUs: 1.1 },
    { name: "reply", startUs: 6, durationUs: 0.6 },
  ],
  stoppedAt: null,
  code: null,
  message: null,
};
const sharp = (us: number) => ({ us, precision_us: 50 });

it("gives each plank of a call that went through its time", () => {
  const row = planks(TRACE, sharp(1_000_000), sharp(1_000_290));
  expect(row.map(({ hop }) => hop)).toEqual(["transport", "key", "acl", "router", "command", "reply", "delivery"]);
  expect(row.map(({ us }) => us)).toEqual([120, 0.1, 0.4, 0.2, 1.1, 0.6, 140]);
  expect(row.every(({ state }) => state === "passed")).toBe(true);
});

it("has a plank for the seal where there was one to open, or it was missing", () => {
  const hops = [...TRACE.hops, { name: "isolation", startUs: 4, durationUs: 9 }];
  const row = planks({ ...TRACE, hops });
  expect(row.map(({ hop }) => hop)).toEqual(["transport", "key", "acl", "router", "isolation", "command", "reply", "delivery"]);
  const stopped = planks({ ...TRACE, hops: TRACE.hops.slice(0, 1), stoppedAt: "isolation", code: "not_sealed" });
  expect(stopped.find(({ hop }) => hop === "isolation")?.state).toBe("stopped");
  const replayed = planks({ ...TRACE, hops, stoppedAt: "isolation", code: "replayed" });
  expect(replayed.slice(4, 7).map(({ hop, state }) => [hop, state])).toEqual([
    ["isolation", "stopped"],
    ["command", "skipped"],
    ["reply", "passed"],
  ]);
});

it("shows where a refused call stopped, and what it never reached", () => {
  const refused = { ...TRACE, hops: TRACE.hops.slice(0, 2), stoppedAt: "acl", code: "not_permitted" };
  expect(planks(refused, sharp(1_000_000), sharp(1_000_290)).map(({ state }) => state)).toEqual([
    "passed",
    "passed",
    "stopped",
    "skipped",
    "skipped",
    "skipped",
    "passed",
  ]);
});

it("invents no time: not for another page's call, a clock that was set, or a reading that is too coarse", () => {
  const ends = (row: ReturnType<typeof planks>) => [row.at(0), row.at(-1)].map((plank) => [plank?.state, plank?.us]);
  const unknown = [
    ["unmeasured", null],
    ["unmeasured", null],
  ];
  expect(ends(planks(TRACE))).toEqual(unknown);
  expect(ends(planks(TRACE, sharp(1_000_500), sharp(1_000_100)))).toEqual(unknown);
  const coarse = { us: 1_000_290, precision_us: 500 };
  expect(ends(planks(TRACE, sharp(1_000_000), coarse))).toEqual([
    ["passed", 120],
    ["unmeasured", null],
  ]);
});

it("says how sure the page is of the whole", () => {
  expect(thereAndBack(sharp(1_000_000), sharp(1_000_290))).toBe("0.29 ms there and back");
  expect(thereAndBack(sharp(1_000_000), { us: 1_000_500, precision_us: 500 })).toBe("about 0.50 ms there and back");
});
