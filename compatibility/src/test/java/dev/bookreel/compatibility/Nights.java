package dev.bookreel.compatibility;

import static dev.bookreel.compatibility.Tables.MOVIES;
import static dev.bookreel.compatibility.Tables.REVIEWS;
import static dev.bookreel.compatibility.Tables.STREAMS;

import dev.bookreel.engine.TestLake;

/**
 * Deliveries after which every way in which a record can change has left its traces: rows under
 * deletion vectors, closed and latest versions, deleted records and such that came back.
 */
final class Nights {
  private static final String MOVIE_HEADER = "title,mins,released\n";
  static final String STREAM_HEADER =
      "user_email,start_at,day,size_mb,price,worth,bytes,finished\n";
  private static final String LONG_TITLE = "Dr. Strangelove or: How I Learned to Stop Worrying";

  private Nights() {}

  static void load(TestLake lake) {
    loadMovies(lake);
    loadStreams(lake);
    loadReviews(lake);
  }

  static void loadMovies(TestLake lake) {
    String kept = LONG_TITLE + ",95,1964-01-29\n🎬,1,9999-12-31\n\uFFFD,2,\nÉ,3,0001-01-01\n";
    lake.load(MOVIES, 1, MOVIE_HEADER + kept + "Alien,117,1979-05-25\nBrazil,143,1985-02-20\n");
    lake.load(MOVIES, 2, MOVIE_HEADER + kept + "Alien,116,1979-05-25\nCasablanca,102,1942-11-26\n");
    lake.load(MOVIES, 3, MOVIE_HEADER + kept + "Alien,116,1979-05-25\nBrazil,143,1985-02-20\n");
    lake.load(MOVIES, 4, MOVIE_HEADER + kept + "Alien,115,1979-05-25\nBrazil,,1985-02-20\n");
  }

  /** Each night's times and days lie apart from the others', so that files can be skipped. */
  static void loadStreams(TestLake lake) {
    lake.load(
        STREAMS,
        1,
        STREAM_HEADER
            + """
            ann@example.org,2021-12-01T00:00:00.000001Z,2021-12-01,1.5,0.01,0.0000000001,1,true
            ann@example.org,2021-12-01T23:59:59.999999Z,2021-12-01,-0.0,-12345678.99,-1,-9223372036854775808,false
            bob@example.org,2021-12-01T12:00:00.1234+0100,2021-12-02,1e308,,,,
            zoe@example.org,2021-12-02T12:00:00Z,,4.9e-324,,9999999999999999999999999999.9999999999,,
            """);
    lake.load(
        STREAMS,
        2,
        STREAM_HEADER
            + """
            ann@example.org,2021-12-03T00:00:00.001999Z,2021-12-03,2,0.02,2,2,true
            bob@example.org,2021-12-04T12:00:00Z,2021-12-04,3,0.03,3,3,false
            """);
    lake.load(
        STREAMS,
        3,
        STREAM_HEADER
            + """
            ann@example.org,2021-12-01T00:00:00.000001Z,2021-12-01,15,0.01,0.0000000001,1,true
            bob@example.org,2021-12-05T12:00:00Z,2021-12-05,4,0.04,4,4,true
            """);
    lake.load(
        STREAMS,
        4,
        STREAM_HEADER
            + """
            old@example.org,1880-01-01T00:00:00.5Z,1582-10-04,5,0.05,5,5,true
            old@example.org,0001-01-01T00:00:00Z,0001-01-01,6,0.06,6,6,true
            """);
  }

  static void loadReviews(TestLake lake) {
    String kept = review("2021-12-02T00:00:00Z", "{\"title\":\"B\"},{\"title\":null}", 2);
    lake.load(REVIEWS, 1, kept + review("2021-12-01T00:00:00Z", "", 1));
    lake.load(REVIEWS, 2, kept + review("2021-12-01T00:00:00Z", "", 5));
    lake.load(REVIEWS, 3, kept + "{\"meta\":{\"created\":null},\"books\":[],\"rate\":\"bad\"}\n");
  }

  private static String review(String created, String books, int rate) {
    return "{\"meta\":{\"created\":\"%s\"},\"books\":[%s],\"seen\":[\"%s\",null],\"rate\":%d}\n"
        .formatted(created, books, created, rate);
  }
}
