/** What the page remembers between launches. Storage that is full or forbidden only costs the memory, never the page. */
export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(`footbridge.${key}`);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`footbridge.${key}`, value);
  } catch {
    return;
  }
}
