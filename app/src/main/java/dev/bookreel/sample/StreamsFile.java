package dev.bookreel.sample;

import static dev.bookreel.sample.DeliveryOutput.utf8;

import java.io.IOException;
import java.time.LocalDateTime;

/** The app's sessions: every night only the new ones, with a few rows that are wrong. */
final class StreamsFile implements DeliveryFile {
  private static final byte[] HEADER = utf8("movie_title,user_email,size_mb,start_at,end_at\n");

  /** Everybody watches {@code Unforgiven} on Christmas morning, one already at this moment. */
  private static final long CHRISTMAS = epochMillis(LocalDateTime.of(2021, 12, 25, 9, 12, 41));

  private static final long CHRISTMAS_MORNING_BEGINS =
      epochMillis(LocalDateTime.of(2021, 12, 25, 6, 0));
  private static final long CHRISTMAS_MORNING_ENDS =
      epochMillis(LocalDateTime.of(2021, 12, 25, 12, 0));

  private static final int LEAST_MILLIS = 10_000;
  private static final int MOST_MILLIS = 86_400_000;

  /** A session transfers at most 1.6 times the movie's size; sizes have these many decimals. */
  private static final int DECIMALS = 12;

  private static final long MILLIONTH_OF_MILLIONTH = 1_000_000_000_000L;
  private static final long MOST_TRANSFERRED = 1_600_000_000_000L;

  private final SampleSpec spec;
  private final Catalogue catalogue;
  private final MoviesFile movies;
  private final Dice dice;

  StreamsFile(SampleSpec spec, Catalogue catalogue, MoviesFile movies) {
    this.spec = spec;
    this.catalogue = catalogue;
    this.movies = movies;
    this.dice = new Dice(spec.seed(), "streams");
  }

  @Override
  public String path() {
    return "internal/streams.csv";
  }

  @Override
  public void write(int night, DeliveryOutput out) throws IOException {
    out.put(HEADER);
    long count = sessions(night);
    if (count > 0) {
      new Night(night, count, out).write();
    }
  }

  /** How many good sessions a night delivers: as many for one day as for any other. */
  private long sessions(int night) {
    int laterNights = spec.nights() - 1;
    long aDay = spec.streams() / (Nights.DAYS_OF_FIRST_SESSIONS + laterNights);
    return night == 0 ? spec.streams() - aDay * laterNights : aDay;
  }

  private static long epochMillis(LocalDateTime local) {
    return local.toInstant(Window.CLOCK).toEpochMilli();
  }

  /** One night's file, and the session that is being written. */
  private final class Night {
    private final int night;
    private final long count;
    private final DeliveryOutput out;
    private final Window window;
    private final long christmasSlot;
    private final byte[][] titles;
    private final int[] sizes;
    private final long users;

    private int movie;
    private long user;
    private long start;
    private long end;
    private long size;

    Night(int night, long count, DeliveryOutput out) {
      this.night = night;
      this.count = count;
      this.out = out;
      this.window = Window.ofSessions(night, count);
      this.christmasSlot = night == 0 ? window.slotAt(CHRISTMAS) : -1;
      this.titles = new byte[(int) catalogue.movies().known(night)][];
      this.sizes = new int[titles.length];
      this.users = catalogue.users().known(night);
      for (int i = 0; i < titles.length; i++) {
        titles[i] = Text.csv(Names.movie(i));
        sizes[i] = movies.sizeMegabytes(i, night);
      }
    }

    void write() throws IOException {
      for (long i = 0; i < count; i++) {
        draw(i);
        putSession();
        if (Flaw.anyAfter(i, count)) {
          putFlawsAfter(i);
        }
      }
    }

    /** Sessions have slots of their own, so no two have one key. */
    private void draw(long i) {
      dice.turnTo(i, night);
      movie = dice.below(titles.length);
      user = dice.below(users);
      long slot = window.slot(i);
      start = window.begin(slot) + dice.below(window.slotMillis());
      end = start + LEAST_MILLIS + dice.below(MOST_MILLIS - LEAST_MILLIS);
      size = sizes[movie] * dice.below(MOST_TRANSFERRED);
      if (slot == christmasSlot) {
        watchOnChristmas();
      } else if (isOnChristmasMorning(start) && dice.below(6) == 0) {
        movie = Catalogue.UNFORGIVEN;
      }
    }

    private void watchOnChristmas() {
      movie = Catalogue.UNFORGIVEN;
      long length = end - start;
      start = Math.min(CHRISTMAS, window.begin(christmasSlot) + window.slotMillis() - 1);
      end = start + length;
    }

    private static boolean isOnChristmasMorning(long time) {
      return time >= CHRISTMAS_MORNING_BEGINS && time < CHRISTMAS_MORNING_ENDS;
    }

    private void putFlawsAfter(long i) throws IOException {
      for (Flaw flaw : Flaw.all()) {
        if (flaw.isAfter(i, count)) {
          putFlawed(flaw, i);
        }
      }
    }

    private void putFlawed(Flaw flaw, long i) throws IOException {
      draw(i);
      switch (flaw) {
        case BAD_NUMBER -> {
          putKeyUpToUser().put(',').put("lots");
          putTimes();
        }
        case BAD_TIME -> {
          putKeyUpToUser();
          putSize().put(',').put("yesterday evening").put(',').time(end).put('\n');
        }
        case NO_KEY -> {
          out.put(titles[movie]).put(',');
          putSize();
          putTimes();
        }
        case DUPLICATE -> {
          draw(i / 2);
          putSession();
        }
        case CONFLICT -> {
          draw(i / 3);
          size += MILLIONTH_OF_MILLIONTH;
          putSession();
        }
      }
    }

    private void putSession() throws IOException {
      putKeyUpToUser();
      putSize();
      putTimes();
    }

    private DeliveryOutput putKeyUpToUser() throws IOException {
      out.put(titles[movie]).put(',');
      Mailboxes.put(out, user);
      return out;
    }

    private DeliveryOutput putSize() throws IOException {
      out.put(',').number(size / MILLIONTH_OF_MILLIONTH).put('.');
      return out.number(size % MILLIONTH_OF_MILLIONTH, DECIMALS);
    }

    private void putTimes() throws IOException {
      out.put(',').time(start).put(',').time(end).put('\n');
    }
  }
}
