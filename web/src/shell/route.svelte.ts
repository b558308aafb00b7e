/** Which demo is open: `#/name`, else the one that was open last, else the first. */
import { demos } from "../bindings";
import { remember, remembered } from "../lib/remember";

const components = import.meta.glob<{ default: import("svelte").Component }>("../demos/*/Demo.svelte");

/** The registry's demos that have a page, in reading order. */
export const listed = demos.filter(({ name }) => `../demos/${name}/Demo.svelte` in components);

export function isListed(name: string): boolean {
  return listed.some((demo) => demo.name === name);
}

export async function loadDemo(name: string) {
  const load = components[`../demos/${name}/Demo.svelte`];
  if (!load) throw new Error(`no page for the demo "${name}"`);
  return (await load()).default;
}

class Route {
  /** As the address says it; it may name no demo at all. */
  name = $state("");

  start(): void {
    window.addEventListener("hashchange", () => this.#read());
    this.#read();
  }

  #read(): void {
    const asked = /^#\/(.+)$/.exec(location.hash)?.[1];
    if (asked !== undefined) {
      this.name = decoded(asked);
      if (isListed(this.name)) remember("demo", this.name);
      return;
    }
    const last = remembered("demo");
    const name = last !== null && isListed(last) ? last : (listed[0]?.name ?? "");
    history.replaceState(null, "", `#/${name}`);
    this.name = name;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const route = new Route();
