import type { Metadata } from "next";
import Link from "next/link";

import { readerLanguage, readerWords } from "@/lib/language";
import { mentorat, orNotFound } from "@/lib/mentorat";
import { dateOf } from "@/lib/moments";

type Props = { params: Promise<{ slug: string }> };

async function find(slug: string) {
  const client = await mentorat();
  return orNotFound(client.GET("/api/posts/{slug}", { params: { path: { slug } } }));
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const post = await find((await params).slug);
  return { title: post.title, description: post.excerpt };
}

export default async function Article({ params }: Props) {
  const [post, language, words] = await Promise.all([
    params.then(({ slug }) => find(slug)),
    readerLanguage(),
    readerWords(),
  ]);
  const { author, cover } = post;
  const name = words.by(author.displayName || words.somebody);
  return (
    <article lang={post.language}>
      <h1>{post.title}</h1>
      <p className="quiet" lang={language}>
        {author.mentorId ? <Link href={`/mentors/${author.mentorId}`}>{name}</Link> : name}
        {` · ${dateOf(post.publishedAt, language)} · ${words.minutesToRead(post.readingMinutes)}`}
      </p>
      {cover && <img src={`/files/${cover.key}`} alt={cover.alt} width={cover.width} height={cover.height} />}
      {/* mentorat makes this HTML of Markdown, safe for any page. */}
      <div className="prose" dangerouslySetInnerHTML={{ __html: post.html }} />
    </article>
  );
}
