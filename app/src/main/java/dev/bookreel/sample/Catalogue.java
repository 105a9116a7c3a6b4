package dev.bookreel.sample;

/**
 * How many movies, books, authors and users there are, and which belong together. Movies, books and
 * authors are as many as in a small company, whatever the number of sessions and reviews.
 */
final class Catalogue {
  /** Movie 0, the one that the outage question asks for. */
  static final int UNFORGIVEN = 0;

  static final int FOREIGN_MOVIES = 90;

  private static final int FIRST_BOOKS = 100;
  private static final int FIRST_AUTHORS = 120;
  private static final long LEAST_USERS = 40;
  private static final long MOST_USERS = 50_000;
  private static final int SESSIONS_PER_USER = 12;

  private final Story users;

  Catalogue(SampleSpec spec) {
    long first = Math.min(MOST_USERS, Math.max(LEAST_USERS, spec.streams() / SESSIONS_PER_USER));
    this.users = Story.ofComingOnly(first, 1 + first / 200);
  }

  Story movies() {
    return Story.ofComingOnly(60, 1);
  }

  Story users() {
    return users;
  }

  Story authors() {
    return Story.ofComingAndGoing(FIRST_AUTHORS, 2);
  }

  /** By the nights that {@link #bookNight} gives. */
  Story books() {
    return Story.ofComingAndGoing(FIRST_BOOKS, 2);
  }

  /** The vendor's book desk works every other night: on odd nights its file stays as it was. */
  static int bookNight(int night) {
    return night - night % 2;
  }

  /** One of the two books that a movie is based on. */
  static int bookOfMovie(int movie, int choice) {
    return (movie * 3 + choice) % FIRST_BOOKS;
  }

  /** One of the two books that a movie is based on which the company does not have. */
  static int bookOfForeignMovie(int movie, int choice) {
    return (movie * 7 + 50 + choice) % FIRST_BOOKS;
  }

  static String authorOfBook(int book) {
    return book % 12 == 11
        ? Words.UNKNOWN_AUTHORS.get(book / 12 % Words.UNKNOWN_AUTHORS.size())
        : Names.author(book * 7 % FIRST_AUTHORS);
  }

  /** Authors of books that movies are based on: the nationality question asks for these. */
  static boolean isSingaporean(int author) {
    return author == 0 || author == 35 || author == 70;
  }
}
