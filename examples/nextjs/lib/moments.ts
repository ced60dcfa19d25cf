/** Instants and money as people read them. */

import type { Language } from "./language";

const LOCALES = { fr: "fr-FR", en: "en-GB" };
const DAY = { weekday: "long", day: "numeric", month: "long" } as const;
const HOUR = { hour: "2-digit", minute: "2-digit" } as const;

type Reader = { language: Language; timeZone: string };

export const dayOf = (at: string, reader: Reader) => told(at, reader, DAY);
export const hourOf = (at: string, reader: Reader) => told(at, reader, HOUR);
export const momentOf = (at: string, reader: Reader) => told(at, reader, { ...DAY, ...HOUR });

export function dateOf(at: string, language: Language): string {
  return told(at, { language, timeZone: "Europe/Paris" }, { dateStyle: "long" });
}

export function moneyOf(cents: number, currency: string, language: Language): string {
  const minimumFractionDigits = cents % 100 ? 2 : 0;
  const style = { style: "currency", currency, minimumFractionDigits } as const;
  return new Intl.NumberFormat(LOCALES[language], style).format(cents / 100);
}

function told(at: string, { language, timeZone }: Reader, shape: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(LOCALES[language], { ...shape, timeZone }).format(new Date(at));
}
