package dev.bookreel.sample;

import java.io.IOException;

/** The vendor's books. Every second night the file is the one of the night before. */
final class BooksFile implements DeliveryFile {
  private static final byte[][] BOOK =
      Text.pieces(
          """
          {
              "name": §,
              "pages": §,
              "author": §,
              "publisher": §
          }""");

  private static final int LEAST_PAGES = 90;
  private static final int MOST_PAGES = 9_900;

  private final Story story;
  private final Dice dice;

  BooksFile(Catalogue catalogue, long seed) {
    this.story = catalogue.books();
    this.dice = new Dice(seed, "books");
  }

  @Override
  public String path() {
    return "vendor/books.json";
  }

  @Override
  public void write(int night, DeliveryOutput out) throws IOException {
    int bookNight = Catalogue.bookNight(night);
    JsonArray array = new JsonArray(out);
    for (int book = 0; book < story.known(bookNight); book++) {
      if (story.present(book, bookNight)) {
        array.next();
        write(book, story.version(book, bookNight), out);
      }
    }
    array.end();
  }

  /** A new edition has more pages. */
  private void write(int book, int version, DeliveryOutput out) throws IOException {
    dice.turnTo(book, 0);
    int pages = LEAST_PAGES + dice.below(MOST_PAGES - LEAST_PAGES) + 13 * version;
    String publisher = Words.PUBLISHERS.get(dice.below(Words.PUBLISHERS.size()));
    out.put(BOOK[0]).put(Text.json(Names.book(book)));
    out.put(BOOK[1]).number(pages);
    out.put(BOOK[2]).put(Text.json(Catalogue.authorOfBook(book)));
    out.put(BOOK[3]).put(Text.json(publisher)).put(BOOK[4]);
  }
}
