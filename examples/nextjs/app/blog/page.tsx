import type { Metadata } from "next";
import Link from "next/link";

import { readerLanguage, readerWords } from "@/lib/language";
import { mentorat } from "@/lib/mentorat";
import { dateOf } from "@/lib/moments";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await readerWords()).blogTitle };
}

export default async function Blog() {
  const [client, language, words] = await Promise.all([mentorat(), readerLanguage(), readerWords()]);
  const { items } = await client.GET("/api/posts", { params: { query: { lang: language } } });
  return (
    <>
      <h1>{words.blogTitle}</h1>
      <ul className="cards" role="list">
        {items.map((post) => (
          <li className="card" key={post.id}>
            <h2><Link href={`/blog/${post.slug}`}>{post.title}</Link></h2>
            <p>{post.excerpt}</p>
            <p className="quiet">
              {words.by(post.author.displayName || words.somebody)} · {dateOf(post.publishedAt, language)}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}
