"use client";

/** mentorat does not answer, or we are wrong: said in both languages, since nothing else can be asked. */
export default function Failure({ reset }: { error: Error; reset: () => void }) {
  return (
    <div role="alert">
      <h1>Le service ne répond pas</h1>
      <p>Réessayez dans un instant.</p>
      <p lang="en">The service does not answer. Try again in a moment.</p>
      <button type="button" onClick={reset}>Réessayer</button>
    </div>
  );
}
