import * as api from "@tauri-apps/api/window";
import { check, constant, equal, namesOf, refused, type Suite } from "./runner";
import { created, focused, fresh, windowCases, type InWindow } from "./window-cases";

const inWindow: InWindow = async (work) => {
  const window = new api.Window(fresh(), { title: "Conformance", width: 400, height: 300 });
  await created(window);
  try {
    return await work(window);
  } finally {
    await window.destroy().catch(() => {});
  }
};

const prefixed = <T>(name: string, cases: Record<string, T>) =>
  Object.fromEntries(Object.entries(cases).map(([member, found]) => [`${name}.${member}`, found]));

const position = new api.PhysicalPosition(20, 10);
const size = new api.PhysicalSize(20, 10);

export const suite: Suite = {
  name: "window",
  names: namesOf(api, ["LogicalPosition", "LogicalSize", "PhysicalPosition", "PhysicalSize"]),
  cases: {
    ...prefixed("Window", windowCases(inWindow)),
    Window: async () => {
      await inWindow(async (window) => check((await api.getAllWindows()).some(({ label }) => label === window.label), "it is listed"));
      check((await refused(created(new api.Window("conformance")))).includes("conformance"), "the refusal names the label that is taken");
    },
    "Window.getByLabel": async () => {
      equal((await api.Window.getByLabel("conformance"))?.label, "conformance");
      equal(await api.Window.getByLabel("nobody"), null);
    },
    "Window.getCurrent": () => equal(api.Window.getCurrent().label, "conformance"),
    "Window.getAll": async () => check((await api.Window.getAll()).some(({ label }) => label === "conformance"), "it is listed"),
    "Window.getFocusedWindow": () =>
      inWindow((window) => focused(window, () => api.Window.getFocusedWindow(), (found) => found?.label === window.label)),
    getAllWindows: async () => check((await api.getAllWindows()).some(({ label }) => label === "conformance"), "it is listed"),
    getCurrentWindow: () => equal(api.getCurrentWindow().label, "conformance"),
    availableMonitors: async () => check((await api.availableMonitors()).length > 0, "there is a monitor"),
    currentMonitor: async () => check((await api.currentMonitor())!.size.width > 0, "it has a size"),
    primaryMonitor: async () => void (await api.primaryMonitor()),
    monitorFromPoint: async () => check(await api.monitorFromPoint(1, 1), "there is one at the corner"),
    cursorPosition: async () => check(Number.isFinite((await api.cursorPosition()).x), "it is somewhere"),
    CloseRequestedEvent: constant(api.CloseRequestedEvent),
    "CloseRequestedEvent.preventDefault": () => {
      const event = new api.CloseRequestedEvent({ event: "tauri://close-requested", id: 1, payload: null });
      event.preventDefault();
      equal(event.isPreventDefault(), true);
    },
    "CloseRequestedEvent.isPreventDefault": () =>
      equal(new api.CloseRequestedEvent({ event: "tauri://close-requested", id: 1, payload: null }).isPreventDefault(), false),
    Effect: constant(api.Effect),
    EffectState: constant(api.EffectState),
    ProgressBarStatus: constant(api.ProgressBarStatus),
    UserAttentionType: constant(api.UserAttentionType),
    LogicalPosition: () => equal(new api.LogicalPosition(10, 5).toPhysical(2), position),
    LogicalSize: () => equal(new api.LogicalSize(10, 5).toPhysical(2), size),
    PhysicalPosition: () => equal(position.toLogical(2), new api.LogicalPosition(10, 5)),
    PhysicalSize: () => equal(size.toLogical(2), new api.LogicalSize(10, 5)),
  },
};
