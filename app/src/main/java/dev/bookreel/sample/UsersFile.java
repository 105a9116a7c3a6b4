package dev.bookreel.sample;

import java.io.IOException;
import java.util.List;

/** The app's users. Some are new every night, some change their last name. */
final class UsersFile implements DeliveryFile {
  private final Story story;

  UsersFile(Catalogue catalogue) {
    this.story = catalogue.users();
  }

  @Override
  public String path() {
    return "internal/users.csv";
  }

  @Override
  public void write(int night, DeliveryOutput out) throws IOException {
    out.put("first_name,last_name,email\n");
    List<String> lastNames = Words.USER_LAST_NAMES;
    for (long user = 0; user < story.known(night); user++) {
      out.put(Text.csv(Words.USER_FIRST_NAMES.get(Mailboxes.firstName(user)))).put(',');
      int lastName = Mailboxes.lastName(user) + 7 * story.version(user, night);
      out.put(Text.csv(lastNames.get(lastName % lastNames.size()))).put(',');
      Mailboxes.put(out, user);
      out.put('\n');
    }
  }
}
