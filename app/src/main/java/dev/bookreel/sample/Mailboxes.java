package dev.bookreel.sample;

import static dev.bookreel.sample.DeliveryOutput.utf8;

import java.io.IOException;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/** The users' e-mail addresses by number, all different, made without keeping any. */
final class Mailboxes {
  private static final byte[][] FIRST = locals(Words.USER_FIRST_NAMES);
  private static final byte[][] LAST = locals(Words.USER_LAST_NAMES);
  private static final byte[][] DOMAINS =
      Words.MAIL_DOMAINS.stream().map(DeliveryOutput::utf8).toArray(byte[][]::new);

  private Mailboxes() {}

  /** The index in the list of first names. */
  static int firstName(long user) {
    return (int) (user % FIRST.length);
  }

  /** The index in the list of last names: it stays in the address when the user's name changes. */
  static int lastName(long user) {
    return (int) ((user / FIRST.length + 11 * (user % FIRST.length)) % LAST.length);
  }

  /** Writes an address such as {@code mira.falk@post.example}, or {@code mira.falk2@...}. */
  static void put(DeliveryOutput out, long user) throws IOException {
    out.put(FIRST[firstName(user)]).put('.').put(LAST[lastName(user)]);
    long namesake = user / ((long) FIRST.length * LAST.length);
    if (namesake > 0) {
      out.number(namesake + 1);
    }
    out.put('@').put(DOMAINS[(int) (user * 5 / 3 % DOMAINS.length)]);
  }

  private static byte[][] locals(List<String> names) {
    return names.stream().map(name -> utf8(local(name))).toArray(byte[][]::new);
  }

  private static String local(String name) {
    String small = name.toLowerCase(Locale.ROOT).replace('ø', 'o').replace('ı', 'i');
    return Normalizer.normalize(small, Normalizer.Form.NFD).replaceAll("[^a-z]", "");
  }
}
