/** The page's first code: the page of a demo's other window, or the shell, or a sentence when no host is there. */
import { mount } from "svelte";
import { isTauri } from "../bridge";
import "./app.css";
import { activity } from "./shell/activity.svelte";
import NoHost from "./shell/NoHost.svelte";
import { route } from "./shell/route.svelte";
import Shell from "./shell/Shell.svelte";
import { theme } from "./shell/theme.svelte";

/** What a demo shows in windows of its own: `index.html?page=hello` is the page of the demo `hello`. */
const pages = import.meta.glob<{
  default: import("svelte").Component<{ asked: URLSearchParams }>;
}>("./demos/*/Page.svelte");

theme.apply();
const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");
const asked = new URLSearchParams(location.search);
const page = pages[`./demos/${asked.get("page")}/Page.svelte`];

if (!isTauri()) {
  mount(NoHost, { target });
} else if (page) {
  const { default: Page } = await page();
  mount(Page, { target, props: { asked } });
} else {
  activity.start();
  route.start();
  mount(Shell, { target });
}
