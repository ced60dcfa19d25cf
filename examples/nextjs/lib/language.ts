/** French first; English for browsers that ask for it before French. */

import { headers } from "next/headers";

import { en, fr, type Words } from "./words";

export type Language = "fr" | "en";

export async function readerLanguage(): Promise<Language> {
  const accepted = (await headers()).get("accept-language") ?? "";
  return /\b(?:fr|en)\b/i.exec(accepted)?.[0].toLowerCase() === "en" ? "en" : "fr";
}

export async function readerWords(): Promise<Words> {
  return (await readerLanguage()) === "en" ? en : fr;
}
