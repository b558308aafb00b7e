/**
 * Lets uPlot load where the system speaks no language. It asks `Intl` for numbers in the page's own as soon as it is
 * imported; under the locale `C` the engine says that this is “C”, which `Intl` refuses. This is imported before it.
 */
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, "language", { value: "en", configurable: true });
}
