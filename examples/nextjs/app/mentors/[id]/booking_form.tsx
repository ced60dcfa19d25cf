"use client";

import { useActionState } from "react";

import { book, type Refused } from "./book";

export type Day = { name: string; hours: { startsAt: string; name: string }[] };

type Props = {
  hidden: Record<string, string>;
  days: Day[];
  signIn: string | null;
  words: Record<"note" | "noteHint" | "book" | "booking" | "nearest" | "newcomer" | "signInToBook", string>;
};

/** Works without JavaScript, too: the server answers with this page and what it refused. */
export function BookingForm({ hidden, days, signIn, words }: Props) {
  const [refused, send, isPending] = useActionState(book, null);
  return (
    <form action={send}>
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {refused && <Refusal {...{ refused, words }} />}
      <div className="hours">
        {days.map((day) => (
          <fieldset key={day.name}>
            <legend>{day.name}</legend>
            {day.hours.map(({ startsAt, name }) => (
              <label key={startsAt}>
                <input type="radio" name="startsAt" value={startsAt} required
                  defaultChecked={refused?.startsAt === startsAt} />
                {name}
              </label>
            ))}
          </fieldset>
        ))}
      </div>
      {signIn ? (
        <a className="button" href={signIn}>{words.signInToBook}</a>
      ) : (
        <>
          <label htmlFor="note">{words.note}</label>
          <p className="quiet" id="note-hint">{words.noteHint}</p>
          <textarea id="note" name="note" rows={3} maxLength={1000} aria-describedby="note-hint"
            defaultValue={refused?.note} />
          <button type="submit" disabled={isPending}>{isPending ? words.booking : words.book}</button>
        </>
      )}
    </form>
  );
}

function Refusal({ refused, words }: { refused: Refused; words: Props["words"] }) {
  return (
    <div className="refusal" role="alert">
      {refused.sentences.map((sentence) => <p key={sentence}>{sentence}</p>)}
      {refused.nearest.length > 0 && <p>{words.nearest} {refused.nearest.join(" · ")}</p>}
      {refused.nextStep && <p><a href={refused.nextStep}>{words.newcomer}</a></p>}
    </div>
  );
}
