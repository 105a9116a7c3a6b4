-- title: How long does a session last on average, in minutes?
-- description: >
--   The mean over all sessions that began in the month, from their beginning to their end, also where that is longer
--   than the movie. Sessions without an end are left out.
-- parameters:
--   month: { type: month, default: 2021-12 }

select
  cast(avg(unix_micros(end_at) - unix_micros(start_at)) / 60000000 as decimal(18, 4)) as minutes,
  count(*) as sessions
from stream.streams
where start_at >= :month and start_at < :month + interval '1' month
  and end_at is not null
