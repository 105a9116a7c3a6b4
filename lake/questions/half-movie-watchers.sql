-- title: How many users watched at least half of a movie in the week?
-- description: >
--   Counts the users who watched at least the share of some movie's duration. The first row is the answer: it counts
--   only time inside the week, adds up a user's sessions of one movie, and counts time in which they overlap once.
--   The other rows take whole sessions, each on its own: those that overlap the week, and those that began in it.
-- parameters:
--   from:  { type: timestamp, default: 2021-12-25 }
--   to:    { type: timestamp, default: 2022-01-01 }
--   share: { type: double, default: 0.5 }

with movies as (
  -- Rounded, so that no binary fraction of a microsecond decides.
  select upper(title) as movie, round(:share * max(duration_mins) * 60000000) as enough_micros
  from stream.movies
  group by upper(title)
),

sessions as (
  select
    user_email,
    movie,
    enough_micros,
    unix_micros(end_at) - unix_micros(start_at) >= enough_micros as whole_is_enough,
    start_at >= :from as began_inside,
    unix_micros(greatest(start_at, :from)) as began,
    unix_micros(least(end_at, :to)) as ended
  from stream.streams
  join movies on movies.movie = upper(streams.movie_title)
  where start_at < :to and end_at > :from
),

-- In order of their beginning, each session adds the time after the latest end of those before it.
additions as (
  select
    *,
    ended - greatest(began, max(ended) over (
      partition by user_email, movie
      order by began, ended
      rows between unbounded preceding and 1 preceding
    )) as added_micros
  from sessions
),

viewers as (
  select
    user_email,
    sum(greatest(added_micros, 0)) >= max(enough_micros) as watched_inside,
    bool_or(whole_is_enough) as touches,
    bool_or(whole_is_enough and began_inside) as starts
  from additions
  group by user_email, movie
),

readings as (
  select 1 as place, 'watched inside the week' as reading, count(distinct user_email) as users
  from viewers where watched_inside
  union all
  select 2, 'sessions that touch the week', count(distinct user_email)
  from viewers where touches
  union all
  select 3, 'sessions that start in the week', count(distinct user_email)
  from viewers where starts
)

select reading, users
from readings
order by place
