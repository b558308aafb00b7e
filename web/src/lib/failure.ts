/** What a promise rejected with, as a code and a sentence: the bridge's refusals and the app's failures look alike. */
export interface Told {
  code: string;
  message: string;
}

export function told(error: unknown): Told {
  if (typeof error === "string") return { code: "", message: error };
  if (error instanceof DOMException && error.name === "AbortError") {
    return { code: "AbortError", message: "The call was cancelled." };
  }
  if (typeof error === "object" && error !== null && "message" in error) {
    return { code: "code" in error ? String(error.code) : "", message: String(error.message) };
  }
  return { code: "", message: JSON.stringify(error) ?? String(error) };
}
