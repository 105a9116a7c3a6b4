package dev.bookreel.sample;

import java.util.stream.IntStream;

/**
 * The pairs of a movie and the book it is based on that reviews are of, in capitals. Every second
 * review is of a movie that the company does not have.
 */
final class ReviewedTitles {
  private final Story movies;
  private final int ownMovies;
  private final byte[][] movieTitles;
  private final byte[][][] bookTitles;

  ReviewedTitles(Story movies, int night) {
    this.movies = movies;
    this.ownMovies = (int) movies.known(night);
    int pairs = ownMovies + Catalogue.FOREIGN_MOVIES;
    this.movieTitles =
        IntStream.range(0, pairs)
            .mapToObj(pair -> Text.jsonCapitals(movieTitle(pair)))
            .toArray(byte[][]::new);
    this.bookTitles =
        IntStream.range(0, pairs)
            .mapToObj(pair -> new byte[][] {bookTitle(pair, 0), bookTitle(pair, 1)})
            .toArray(byte[][][]::new);
  }

  /**
   * Some pair that could be reviewed on the night {@code born}. Movies that came later have higher
   * numbers, so the same dice give the same titles in every later dump. A tenth of the company's
   * movies, the numbers that end in 9, is never reviewed, so not all are known to be based on
   * books.
   */
  int pick(Dice dice, int born) {
    if (dice.below(2) == 0) {
      return ownMovies + dice.below(Catalogue.FOREIGN_MOVIES);
    }
    int reviewed = dice.below((int) movies.known(born) * 9 / 10);
    return reviewed + reviewed / 9;
  }

  byte[] movie(int pair) {
    return movieTitles[pair];
  }

  byte[] book(int pair, int choice) {
    return bookTitles[pair][choice];
  }

  private String movieTitle(int pair) {
    return pair < ownMovies ? Names.movie(pair) : Names.foreignMovie(pair - ownMovies);
  }

  private byte[] bookTitle(int pair, int choice) {
    int book =
        pair < ownMovies
            ? Catalogue.bookOfMovie(pair, choice)
            : Catalogue.bookOfForeignMovie(pair - ownMovies, choice);
    return Text.jsonCapitals(Names.book(book));
  }
}
