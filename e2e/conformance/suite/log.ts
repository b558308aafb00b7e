import * as log from "@tauri-apps/plugin-log";
import { constant, equal, eventually, namesOf, type Case, type Suite } from "./runner";

const says = (level: "trace" | "debug" | "info" | "warn" | "error", number: number): Case => async () => {
  const heard: { level: number; message: string }[] = [];
  const stop = await log.attachLogger((record) => heard.push(record));
  await log[level](`conformance ${level}`, { keyValues: { a: "1" } });
  const found = await eventually(() => heard.find(({ message }) => message.includes(`conformance ${level}`)), Boolean);
  equal(found?.level, number);
  stop();
};

export const suite: Suite = {
  name: "log",
  names: namesOf(log),
  cases: {
    LogLevel: constant(log.LogLevel),
    trace: says("trace", 1),
    debug: says("debug", 2),
    info: says("info", 3),
    warn: says("warn", 4),
    error: says("error", 5),
    attachLogger: says("info", 3),
    attachConsole: async () => {
      const stop = await log.attachConsole();
      await log.info("conformance, to the console");
      stop();
    },
  },
};
