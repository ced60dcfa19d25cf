import Link from "next/link";

import { readerWords } from "@/lib/language";

export default async function Missing() {
  const words = await readerWords();
  return (
    <>
      <h1>404</h1>
      <p>{words.missing}</p>
      <p><Link href="/">{words.home}</Link></p>
    </>
  );
}
