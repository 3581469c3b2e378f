/// <reference lib="dom" />

// Choices of the reader. A page opened from disk may have no storage: a choice then lasts as long as the page.

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {}
}

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
