package dev.bookreel.sample;

import java.util.List;

/**
 * Names by number. Two numbers never give the same name, as far as the longest story needs: two
 * lists of 40 words make 1,600 pairs.
 */
final class Names {
  private Names() {}

  static String movie(int movie) {
    int notable = Words.NOTABLE_MOVIES.size();
    return movie < notable
        ? Words.NOTABLE_MOVIES.get(movie)
        : "The " + pair(movie - notable, Words.MOVIE_ADJECTIVES, " ", Words.MOVIE_NOUNS);
  }

  /** A movie that the vendor's readers review, but the company does not have. */
  static String foreignMovie(int movie) {
    return "Beyond the " + pair(movie, Words.MOVIE_ADJECTIVES, " ", Words.MOVIE_NOUNS);
  }

  static String book(int book) {
    int notable = Words.NOTABLE_BOOKS.size();
    return book < notable
        ? Words.NOTABLE_BOOKS.get(book)
        : "The " + pair(book - notable, Words.BOOK_SUBJECTS, " of ", Words.BOOK_MATTERS);
  }

  static String author(int author) {
    return pair(author, Words.AUTHOR_FIRST_NAMES, " ", Words.AUTHOR_LAST_NAMES);
  }

  private static String pair(int number, List<String> first, String between, List<String> second) {
    int a = number % first.size();
    int b = (number / first.size() + 11 * a) % second.size();
    return first.get(a) + between + second.get(b);
  }
}
