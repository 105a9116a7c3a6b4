-- title: What share of the streamed movies is based on books?
-- description: >
--   Counts the movies with a session that began in the month. A movie is based on a book when any review ever
--   delivered is about both; titles compare without case.
-- parameters:
--   month: { type: month, default: 2021-12 }

with streamed as (
  select distinct upper(movie_title) as movie
  from stream.streams
  where start_at >= :month and start_at < :month + interval '1' month
),

based_on_books as (
  select distinct upper(movie_title) as movie
  from (
    select movie_title, explode(book_titles) as book_title
    from (select explode(movie_titles) as movie_title, book_titles from vendor.reviews_history)
  )
  where book_title is not null
)

select
  cast(100e0 * count(based_on_books.movie) / nullif(count(*), 0) as decimal(5, 2)) as percentage,
  count(based_on_books.movie) as movies_based_on_books,
  count(*) as movies_streamed
from streamed
left join based_on_books on based_on_books.movie = streamed.movie
