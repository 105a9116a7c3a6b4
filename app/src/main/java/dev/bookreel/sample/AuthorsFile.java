package dev.bookreel.sample;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The vendor's authors: some die in the future, and a few records are wrong. */
final class AuthorsFile implements DeliveryFile {
  private static final byte[][] AUTHOR =
      Text.pieces(
          """
          {
              "metadata": {
                  "name": §,
                  "birth_date": §,
                  "died_at": §
              },
              "nationalities": [
                  {
                      "id": null,
                      "label": §,
                      "slug": §
                  },
                  {
                      "id": null,
                      "label": §,
                      "slug": §
                  }
              ]
          }""");

  private static final byte[] EMPTY = Text.json("");
  private static final byte[] NULL = Text.json(null);
  private static final String UNKNOWN = "unknown";

  /** Whom the vendor has die before birth, as a check finds. */
  private static final int DIED_TOO_EARLY = 50;

  private static final LocalDate OLDEST = LocalDate.of(1920, 1, 1);
  private static final int BIRTH_DAYS = 31_000;
  private static final int LEAST_AGE = 20;
  private static final int AGES = 80;

  private final Story story;
  private final Dice dice;

  AuthorsFile(Catalogue catalogue, long seed) {
    this.story = catalogue.authors();
    this.dice = new Dice(seed, "authors");
  }

  @Override
  public String path() {
    return "vendor/authors.json";
  }

  @Override
  public void write(int night, DeliveryOutput out) throws IOException {
    JsonArray array = new JsonArray(out);
    long count = story.known(night);
    int latest = 0;
    for (int author = 0; author < count; author++) {
      if (story.present(author, night)) {
        array.next();
        put(author(author, night), out);
        latest = author;
      }
      for (Flaw flaw : Flaw.all()) {
        if (flaw.isAfter(author, count)) {
          array.next();
          put(flawed(flaw, author(latest, night)), out);
        }
      }
    }
    array.end();
  }

  private Author author(int author, int night) {
    int version = story.version(author, night);
    dice.turnTo(author, 0);
    boolean emptyEntryFirst = dice.below(2) == 0;
    LocalDate birth = OLDEST.plusDays(dice.below(BIRTH_DAYS));
    int age = LEAST_AGE + (dice.below(AGES) + 13 * version) % AGES;
    LocalDate death = birth.plusYears(age).plusDays(dice.below(365));
    boolean lives = dice.below(10) == 0 && version == 0;
    String nationality = Words.NATIONALITIES.get(dice.below(Words.NATIONALITIES.size()));
    if (author == DIED_TOO_EARLY) {
      death = birth.minusYears(LEAST_AGE);
      lives = false;
    }
    return new Author(
        Names.author(author),
        midnight(birth),
        lives ? null : midnight(death),
        Catalogue.isSingaporean(author) ? "Singaporeans" : nationality,
        emptyEntryFirst);
  }

  /** The record that carries this flaw, where it needs another record made from {@code like}. */
  private static Author flawed(Flaw flaw, Author like) {
    return switch (flaw) {
      // April has 30 days.
      case BAD_NUMBER -> like.born("Benedikt Undertow", "1961-04-31T00:00:00.000+0000");
      case BAD_TIME -> like.born("Ilse Wanderer", "before the war");
      case NO_KEY -> new Author(null, null, null, UNKNOWN, like.emptyEntryFirst);
      case DUPLICATE -> like;
      case CONFLICT -> like.born(like.name, midnight(OLDEST));
    };
  }

  private static String midnight(LocalDate date) {
    return date + "T00:00:00.000+0000";
  }

  private static void put(Author author, DeliveryOutput out) throws IOException {
    boolean emptyFirst = author.emptyEntryFirst;
    byte[] label = Text.json(author.nationality);
    byte[] slug = Text.json(author.slug());
    out.put(AUTHOR[0]).put(Text.json(author.name));
    out.put(AUTHOR[1]).put(Text.json(author.birth));
    out.put(AUTHOR[2]).put(Text.json(author.death));
    out.put(AUTHOR[3]).put(emptyFirst ? EMPTY : label);
    out.put(AUTHOR[4]).put(emptyFirst ? NULL : slug);
    out.put(AUTHOR[5]).put(emptyFirst ? label : EMPTY);
    out.put(AUTHOR[6]).put(emptyFirst ? slug : NULL).put(AUTHOR[7]);
  }

  private record Author(
      @Nullable String name,
      @Nullable String birth,
      @Nullable String death,
      String nationality,
      boolean emptyEntryFirst) {

    @Nullable String slug() {
      return nationality.equals(UNKNOWN)
          ? null
          : nationality.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    Author born(@Nullable String otherName, String text) {
      return new Author(otherName, text, death, nationality, emptyEntryFirst);
    }
  }
}
