/** Light or dark: after the system unless the person chose. The choice is an attribute; CSS does the rest. */
import { remember, remembered } from "../lib/remember";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

class ThemeChoice {
  #chosen = $state<Theme>(THEMES.find((theme) => theme === remembered("theme")) ?? "system");

  get chosen(): Theme {
    return this.#chosen;
  }

  choose(theme: Theme): void {
    this.#chosen = theme;
    remember("theme", theme);
    this.apply();
  }

  apply(): void {
    if (this.#chosen === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = this.#chosen;
  }
}

export const theme = new ThemeChoice();
