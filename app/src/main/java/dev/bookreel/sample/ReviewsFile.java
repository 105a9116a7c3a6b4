package dev.bookreel.sample;

import static dev.bookreel.sample.DeliveryOutput.utf8;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The vendor's reviews: the whole dump every night, with a few records that are wrong. */
final class ReviewsFile implements DeliveryFile {
  private static final byte[][] REVIEW =
      Text.pieces(
          """
          {
              "content": {
                  "text": "§"
              },
              "rating": {
                  "rate": §,
                  "label": "§"
              },
              "books": [
                  {
                      "id": null,
                      "metadata": {
                          "title": §,
                          "pages": "unknown"
                      }
                  }
              ],
              "movies": [
                  {
                      "id": 0,
                      "title": §
                  },
                  {
                      "id": 0,
                      "title": §
                  }
              ],
              "updated": "§",
              "created": §
          }""");
  private static final byte[] PLACEHOLDER = Text.json("end");
  private static final byte[] NULL = utf8("null");
  private static final byte[] NO_NUMBER = utf8("\"plenty\"");
  private static final byte[] NO_TIME = utf8("\"the other day\"");

  private static final byte[][] RATES = each(List.of("1", "2", "3", "4", "5"));
  private static final byte[][] LABELS = each(List.of("ONE", "TWO", "THREE", "FOUR", "FIVE"));
  private static final byte[][] OPINIONS = each(Words.OPINIONS);
  private static final byte[][] FIRST_OPINIONS = capitalized(Words.OPINIONS);
  private static final byte[][] ASPECTS = each(Words.ASPECTS);

  private final Catalogue catalogue;
  private final Story story;
  private final Dice dice;

  ReviewsFile(SampleSpec spec, Catalogue catalogue) {
    long added = (spec.reviews() + 49) / 50;
    this.catalogue = catalogue;
    this.story = Story.ofComingAndGoing(spec.reviews(), added);
    this.dice = new Dice(spec.seed(), "reviews");
  }

  @Override
  public String path() {
    return "vendor/reviews.json";
  }

  @Override
  public void write(int night, DeliveryOutput out) throws IOException {
    new Night(night, out).write();
  }

  private static byte[][] capitalized(List<String> words) {
    return each(words.stream().map(ReviewsFile::capitalized).toList());
  }

  private static String capitalized(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static byte[][] each(List<String> words) {
    return words.stream().map(DeliveryOutput::utf8).toArray(byte[][]::new);
  }

  /** One night's file, and the review that is being written. */
  private final class Night {
    private final int night;
    private final DeliveryOutput out;
    private final JsonArray array;
    private final Window[] windows;
    private final ReviewedTitles titles;

    private byte[] book = NULL;
    private byte[] movie = NULL;
    private boolean placeholderFirst;
    private long created;
    private long updated;
    private int rate;

    Night(int night, DeliveryOutput out) throws IOException {
      this.night = night;
      this.out = out;
      this.array = new JsonArray(out);
      this.windows = new Window[night + 1];
      this.titles = new ReviewedTitles(catalogue.movies(), night);
      for (int i = 0; i <= night; i++) {
        windows[i] = Window.ofReviews(i, story.added(i));
      }
    }

    void write() throws IOException {
      long count = story.known(night);
      long latest = 0;
      for (long review = 0; review < count; review++) {
        if (story.present(review, night)) {
          latest = review;
          draw(review);
          put(RATES[rate], true);
        }
        if (Flaw.anyAfter(review, count)) {
          putFlawsAfter(review, count, latest);
        }
      }
      array.end();
    }

    /** The key is the same every night; slots of their own make it different in all reviews. */
    private void draw(long review) {
      int born = story.born(review);
      dice.turnTo(review, -1);
      int choice = review == 0 ? 0 : dice.below(2);
      int pair = review == 0 ? Catalogue.UNFORGIVEN : titles.pick(dice, born);
      book = titles.book(pair, choice);
      movie = titles.movie(pair);
      placeholderFirst = dice.below(2) == 0;
      Window window = windows[born];
      long slot = window.slot(review - story.firstAdded(born));
      created = window.begin(slot) + dice.below(window.slotMillis());
      dice.turnTo(review, story.version(review, night));
      rate = dice.below(RATES.length);
      updated = windows[story.contentSince(review, night)].anytime(dice);
    }

    private void putFlawsAfter(long review, long count, long latest) throws IOException {
      for (Flaw flaw : Flaw.all()) {
        if (flaw.isAfter(review, count)) {
          draw(latest);
          putFlawed(flaw);
        }
      }
    }

    private void putFlawed(Flaw flaw) throws IOException {
      switch (flaw) {
        case BAD_NUMBER -> put(NO_NUMBER, true);
        case BAD_TIME -> {
          putUpToCreated(RATES[rate]);
          out.put(NO_TIME).put(REVIEW[8]);
        }
        case NO_KEY -> put(RATES[rate], false);
        case DUPLICATE -> put(RATES[rate], true);
        case CONFLICT -> {
          rate = (rate + 1) % RATES.length;
          put(RATES[rate], true);
        }
      }
    }

    private void put(byte[] writtenRate, boolean withCreated) throws IOException {
      putUpToCreated(writtenRate);
      if (withCreated) {
        out.put('"').time(created).put('"').put(REVIEW[8]);
      } else {
        out.put(NULL).put(REVIEW[8]);
      }
    }

    private void putUpToCreated(byte[] writtenRate) throws IOException {
      array.next();
      out.put(REVIEW[0]);
      putText();
      out.put(REVIEW[1]).put(writtenRate);
      out.put(REVIEW[2]).put(LABELS[rate]);
      out.put(REVIEW[3]).put(book);
      out.put(REVIEW[4]).put(placeholderFirst ? PLACEHOLDER : movie);
      out.put(REVIEW[5]).put(placeholderFirst ? movie : PLACEHOLDER);
      out.put(REVIEW[6]).time(updated).put(REVIEW[7]);
    }

    private void putText() throws IOException {
      putOpinion(FIRST_OPINIONS);
      out.put(',').put(' ');
      putOpinion(OPINIONS);
      out.put('.').put(' ');
      putOpinion(FIRST_OPINIONS);
      out.put('.');
    }

    private void putOpinion(byte[][] opinions) throws IOException {
      out.put(opinions[dice.below(opinions.length)]).put(' ');
      out.put(ASPECTS[dice.below(ASPECTS.length)]);
    }
  }
}
