package dev.bookreel.sample;

import java.io.IOException;

/** The company's movies. One is new every night, some are encoded anew and change their size. */
final class MoviesFile implements DeliveryFile {
  private static final int LEAST_MINUTES = 47;
  private static final int LONGEST_MINUTES = 160;
  private static final int LEAST_MEGABYTES = 500;
  private static final int MOST_MEGABYTES = 2_400;

  private final Story story;
  private final Dice dice;

  MoviesFile(Catalogue catalogue, long seed) {
    this.story = catalogue.movies();
    this.dice = new Dice(seed, "movies");
  }

  @Override
  public String path() {
    return "internal/movies.csv";
  }

  @Override
  public void write(int night, DeliveryOutput out) throws IOException {
    out.put("title,duration_mins,original_language,size_mb\n");
    for (int movie = 0; movie < story.known(night); movie++) {
      dice.turnTo(movie, 0);
      int minutes = LEAST_MINUTES + dice.below(LONGEST_MINUTES - LEAST_MINUTES);
      String language = Words.LANGUAGES.get(dice.below(Words.LANGUAGES.size()));
      out.put(Text.csv(Names.movie(movie))).put(',').number(minutes).put(',');
      out.put(Text.csv(language)).put(',').number(sizeMegabytes(movie, night)).put('\n');
    }
  }

  /** The size of the movie's file as this night's delivery says. */
  int sizeMegabytes(int movie, int night) {
    int first = dice.turnTo(movie, 1).below(MOST_MEGABYTES - LEAST_MEGABYTES);
    return LEAST_MEGABYTES + first + 17 * story.version(movie, night);
  }
}
