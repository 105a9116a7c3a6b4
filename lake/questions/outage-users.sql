-- title: How many users did the outage hit?
-- description: >
--   Counts the users with a session of the movie that overlaps the outage: one that began before its end and ended
--   after its beginning, also one that spans it whole. A user counts once. Titles compare without case.
-- parameters:
--   movie: { type: string, default: Unforgiven }
--   from:  { type: timestamp, default: 2021-12-25 07:00 }
--   to:    { type: timestamp, default: 2021-12-25 12:00 }

select
  count(distinct user_email) as users,
  count(*) as sessions
from stream.streams
where upper(movie_title) = upper(:movie)
  and start_at < :to
  and end_at > :from
