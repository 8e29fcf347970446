// What this browser remembers of a page. Private windows may forbid it: then nothing is remembered.

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // The page then opens as if for the first time.
  }
}
