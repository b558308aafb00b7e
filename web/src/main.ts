/** The page's first code: the guest's small page, or the shell, or a sentence when no host is there. */
import { mount } from "svelte";
import { isTauri } from "../bridge";
import "./app.css";
import Guest from "./guest/Guest.svelte";
import { activity } from "./shell/activity.svelte";
import NoHost from "./shell/NoHost.svelte";
import { route } from "./shell/route.svelte";
import Shell from "./shell/Shell.svelte";
import { theme } from "./shell/theme.svelte";

theme.apply();
const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");
const asked = new URLSearchParams(location.search);

if (!isTauri()) {
  mount(NoHost, { target });
} else if (asked.has("guest")) {
  mount(Guest, { target, props: { name: asked.get("name") ?? "", trace: asked.get("trace") ?? "" } });
} else {
  activity.start();
  route.start();
  mount(Shell, { target });
}
