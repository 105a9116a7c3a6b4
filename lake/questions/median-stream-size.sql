-- title: What is the median size of a session?
-- description: >
--   The exact median over all sessions that began in the month, in gigabytes of 1000 MB and in gibibytes of 1024 MB.
--   Sessions without a size are left out.
-- parameters:
--   month: { type: month, default: 2021-12 }

select
  cast(median(size_mb) / 1000 as decimal(18, 6)) as gigabytes,
  cast(median(size_mb) / 1024 as decimal(18, 6)) as gibibytes
from stream.streams
where start_at >= :month and start_at < :month + interval '1' month
