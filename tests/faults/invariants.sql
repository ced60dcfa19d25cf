-- What must hold of bookings whatever happened: each question returns no row.
-- `psql -f` runs it as it is. What the clock must do may be late by `mentorat.grace` (10 minutes).

select 'a mentee is promised two hours at once' as broken, one.id || ' and ' || other.id as what
from bookings one
join bookings other on other.mentee_id = one.mentee_id and other.id > one.id
where one.status in ('held', 'confirmed') and other.status in ('held', 'confirmed')
    and one.starts_at < other.ends_at and other.starts_at < one.ends_at;

select 'a mentor has promised one hour twice' as broken, one.id || ' and ' || other.id as what
from bookings one
join bookings other on other.mentor_id = one.mentor_id and other.id > one.id
where one.status in ('requested', 'held', 'confirmed')
    and other.status in ('requested', 'held', 'confirmed')
    and one.blocked_from < other.blocked_until and other.blocked_from < one.blocked_until;

select 'somebody teaches and learns at one hour' as broken, one.id || ' and ' || other.id as what
from bookings one
join bookings other on other.mentee_id = one.mentor_id
where one.status in ('held', 'confirmed') and other.status in ('held', 'confirmed')
    and one.starts_at < other.ends_at and other.starts_at < one.ends_at;

select 'a booking does not last as long as it blocks' as broken, id::text as what
from bookings
where starts_at >= ends_at or blocked_from > starts_at or blocked_until < ends_at;

select 'steps and events are not one to one' as broken, bookings.id::text as what
from bookings
left join booking_events on booking_events.booking_id = bookings.id
group by bookings.id
having count(booking_events.id) <> bookings.sequence + 1
    or count(distinct booking_events.sequence) <> bookings.sequence + 1
    or min(booking_events.sequence) <> 0
    or max(booking_events.sequence) <> bookings.sequence;

select 'the last event tells another state' as broken, bookings.id::text as what
from bookings
join booking_events
    on booking_events.booking_id = bookings.id and booking_events.sequence = bookings.sequence
where booking_events.status <> bookings.status;

select 'a booking begins in the middle' as broken, booking_id::text as what
from booking_events
where sequence = 0 and status not in ('requested', 'held', 'confirmed');

select 'a step that does not exist was taken' as broken,
    later.booking_id || ': ' || earlier.status || ' to ' || later.status as what
from booking_events later
join booking_events earlier
    on earlier.booking_id = later.booking_id and earlier.sequence = later.sequence - 1
where (earlier.status::text, later.status::text) not in (
    ('requested', 'confirmed'), ('requested', 'declined'),
    ('requested', 'expired'), ('requested', 'withdrawn'),
    ('held', 'confirmed'), ('held', 'released'),
    ('confirmed', 'confirmed'), ('confirmed', 'cancelled'),
    ('confirmed', 'completed'), ('confirmed', 'missed'),
    ('completed', 'missed'), ('missed', 'missed'), ('missed', 'completed')
);

select 'a step was taken before the one it follows' as broken, later.booking_id::text as what
from booking_events later
join booking_events earlier
    on earlier.booking_id = later.booking_id and earlier.sequence < later.sequence
where later.happened_at < earlier.happened_at - interval '1 minute';

select 'a price is not the rate times the minutes' as broken, id::text as what
from bookings
where price_cents
    <> floor((unit_rate_cents * extract(epoch from ends_at - starts_at) / 60 + 30) / 60);

select 'nothing will end a live booking' as broken, id || ' is ' || status as what
from bookings
where case
    when status in ('requested', 'held') then coalesce(expires_at, '-infinity')
    when status = 'confirmed' then ends_at
    else 'infinity'
end <= now()
    - coalesce(nullif(current_setting('mentorat.grace', true), ''), '10 minutes')::interval;

select 'a request may wait beyond its session' as broken, id::text as what
from bookings
where status in ('requested', 'held') and expires_at > starts_at;

select 'nobody ended what was ended' as broken, id::text as what
from bookings
where status in ('declined', 'expired', 'withdrawn', 'cancelled') and ended_by is null;

select 'one message was written twice' as broken, recipient_id || ' on ' || topic as what
from messages
group by recipient_id, topic
having count(*) > 1;

select 'somebody was told of a step that was not taken, or is not theirs' as broken,
    messages.id::text as what
from messages
left join booking_events
    on booking_events.booking_id::text = split_part(messages.topic, ':', 2)
    and booking_events.sequence::text = split_part(messages.topic, ':', 3)
left join bookings on bookings.id = booking_events.booking_id
where messages.topic ~ '^booking:[0-9a-f-]{36}:[0-9]+$'
    and (bookings.id is null or messages.recipient_id not in (bookings.mentor_id, bookings.mentee_id));

select 'a step left no work behind' as broken, booking_id || ' ' || sequence as what
from booking_events
where happened_at > now() - interval '1 hour'
    and not exists (
        select from procrastinate_jobs
        where task_name = 'publish_event' and args ->> 'event_id' = booking_events.id::text
    );

select 'an answer was kept for a booking that is not there' as broken,
    user_id || ' ' || key as what
from idempotency_keys
where nullif(body, '')::jsonb ? 'startsAt' and not exists (
    select from bookings where bookings.id::text = nullif(body, '')::jsonb ->> 'id'
);

select 'a key was claimed and nothing came of it' as broken, user_id || ' ' || key as what
from idempotency_keys
where body = '';
