-- title: How many streamed movies are based on books by authors of a nationality?
-- description: >
--   Counts the movies with a session that began in the month and that any review ever delivered links to a book by
--   an author of the nationality (as the vendor's slug names it). Titles compare without case; none are listed when
--   there are no movies.
-- parameters:
--   nationality: { type: string, default: singaporeans }
--   month:       { type: month, default: 2021-12 }

with streamed as (
  select upper(movie_title) as movie, min(movie_title) as title
  from stream.streams
  where start_at >= :month and start_at < :month + interval '1' month
  group by upper(movie_title)
),

books as (
  select upper(books.name) as book
  from vendor.books
  join vendor.authors on authors.name = books.author
  where array_contains(authors.nationalities, :nationality)
),

links as (
  select upper(book_title) as book, upper(movie_title) as movie
  from (
    select movie_title, explode(book_titles) as book_title
    from (select explode(movie_titles) as movie_title, book_titles from vendor.reviews_history)
  )
)

select
  count(*) as movies,
  case when count(*) > 0 then array_sort(array_agg(title)) end as titles
from streamed
where movie in (select links.movie from links join books on books.book = links.book)
