import "./style.css";

import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

import { readerLanguage, readerWords } from "@/lib/language";
import { whoIsHere } from "@/lib/mentorat";
import { signInUrl } from "@/lib/session";

import { signOut } from "./sign_out";

export const metadata: Metadata = { title: { default: "mentorat", template: "%s · mentorat" } };

export default async function Layout({ children }: { children: ReactNode }) {
  const [language, words, me] = await Promise.all([readerLanguage(), readerWords(), whoIsHere()]);
  return (
    <html lang={language}>
      <body>
        <a className="skip" href="#content">{words.skip}</a>
        <header className="bar">
          <nav className="wrap row" aria-label={words.navigation}>
            <Link className="brand" href="/">mentorat</Link>
            <Link href="/">{words.mentors}</Link>
            <Link href="/blog">{words.blog}</Link>
            {me && <Link href="/bookings">{words.bookings}</Link>}
            <span className="push" />
            {me ? (
              <form className="row" action={signOut}>
                <span>{me.firstName}</span>
                <button type="submit" className="plain">{words.signOut}</button>
              </form>
            ) : (
              <a href={signInUrl("/")}>{words.signIn}</a>
            )}
          </nav>
        </header>
        <main className="wrap" id="content" tabIndex={-1}>{children}</main>
      </body>
    </html>
  );
}
