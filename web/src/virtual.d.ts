declare module "virtual:sources" {
  /** By the demo's name. */
  export const sources: Record<string, import("./lib/sources").DemoSource>;
}
