package dev.bookreel.source;

import dev.bookreel.compression.Compression;
import dev.bookreel.definition.DeliveryPath;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.definition.SourceDefinition.DeliveredAt;
import dev.bookreel.error.LakeException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds tables' deliveries in a tree of files, wherever it is. */
public final class TreeSource implements Source {
  private final FileTree tree;
  private final String prefix;
  private final Optional<DeliveredAt> deliveredAt;

  /**
   * @param tree closed with this source
   * @param prefix steps before every table's {@code delivery}, which may have parts of a time too;
   *     may be empty
   * @param definition tells where delivery times come from
   */
  public TreeSource(FileTree tree, String prefix, SourceDefinition definition) {
    this.tree = tree;
    this.prefix = prefix;
    this.deliveredAt = definition.deliveredAt();
  }

  @Override
  public List<SourceFile> files(Wanted wanted) throws IOException {
    DeliveryPath path = path(wanted.table().delivery());
    Search search = new Search(path);
    List<SourceFile> files = new ArrayList<>();
    for (List<String> found : search.run()) {
      try {
        files.add(file(path, found, wanted));
      } catch (LakeException e) {
        search.refuse(found, e);
      }
    }
    if (files.isEmpty() && search.refused.isEmpty()) {
      throw new MissingFileException("there is no '%s' in %s".formatted(path, location()));
    }
    refuseUnordered(files, path);
    files.sort(Comparator.comparing(file -> file.deliveredAt().orElse(Instant.MAX)));
    files.addAll(search.refused);
    return files;
  }

  private DeliveryPath path(String delivery) {
    String whole = prefix.isEmpty() ? delivery : prefix + "/" + delivery;
    try {
      return DeliveryPath.parse(whole);
    } catch (DeliveryPath.WrongException e) {
      throw new LakeException("'%s' %s. %s".formatted(whole, e.getMessage(), e.fix()), e);
    }
  }

  private SourceFile file(DeliveryPath path, List<String> found, Wanted wanted) throws IOException {
    String joined = String.join("/", found);
    return new TreeFile(tree, joined, time(path, found, joined, wanted));
  }

  private Optional<Instant> time(
      DeliveryPath path, List<String> found, String joined, Wanted wanted) throws IOException {
    DeliveredAt from = deliveredAt.orElse(path.tellsATime() ? DeliveredAt.NAME : DeliveredAt.CLOCK);
    return switch (from) {
      case CLOCK -> Optional.empty();
      case NAME -> Optional.of(named(path, found, joined, wanted));
      case SERVER ->
          Optional.of(
              tree.state(joined)
                  .flatMap(FileState::modifiedAt)
                  .orElseThrow(() -> noTime(joined, "the server does not say when it changed")));
    };
  }

  private Instant named(DeliveryPath path, List<String> found, String joined, Wanted wanted) {
    if (!path.tellsATime()) {
      throw noTime(joined, "'" + path + "' has no part such as {date}");
    }
    return path.time(withoutSuffix(found, path), wanted.zone())
        .orElseThrow(() -> noTime(joined, "its name tells none that exists"));
  }

  /** The file may be a compressed form of what the definition names. */
  private static List<String> withoutSuffix(List<String> found, DeliveryPath path) {
    String name = found.get(found.size() - 1);
    String suffix =
        Compression.suffixOf(path.toString()).isEmpty() ? Compression.suffixOf(name) : "";
    List<String> plain = new ArrayList<>(found);
    plain.set(plain.size() - 1, name.substring(0, name.length() - suffix.length()));
    return plain;
  }

  private LakeException noTime(String path, String why) {
    return new LakeException(
        "%s has no delivery time: %s. Correct the name, or say with the source's 'delivered_at' where times come from: name, server or clock"
            .formatted(tree.location(path), why));
  }

  /** Of several files that are delivered when they are fetched nobody knows which is the later. */
  private static void refuseUnordered(List<SourceFile> files, DeliveryPath path) {
    List<SourceFile> untimed = files.stream().filter(file -> file.deliveredAt().isEmpty()).toList();
    if (untimed.size() > 1) {
      throw new LakeException(
          "%d files match '%s', %s and %s among them, and nothing tells which is the later. Add a part such as {date} to 'delivery', or set the source's 'delivered_at: server'"
              .formatted(
                  untimed.size(), path, untimed.get(0).location(), untimed.get(1).location()));
    }
  }

  @Override
  public String location() {
    return tree.location("");
  }

  @Override
  public void close() {
    tree.close();
  }

  /** Walks the steps of a path; folders are listed only where a step is a pattern. */
  private final class Search {
    private final List<String> steps;
    private final List<List<String>> found = new ArrayList<>();
    private final List<SourceFile> refused = new ArrayList<>();

    Search(DeliveryPath path) {
      this.steps = path.steps();
    }

    /** Whole paths, each as its names. */
    List<List<String>> run() throws IOException {
      walk(List.of());
      return found;
    }

    private void walk(List<String> above) throws IOException {
      String step = steps.get(above.size());
      boolean last = above.size() == steps.size() - 1;
      if (!DeliveryPath.isPattern(step)) {
        if (last) {
          single(above, step);
        } else {
          walk(plus(above, step));
        }
        return;
      }
      List<FileTree.Entry> entries =
          tree.list(String.join("/", above)).stream().filter(it -> isBelow(it.name())).toList();
      if (last) {
        several(above, step, entries);
        return;
      }
      for (FileTree.Entry entry : entries) {
        if (entry.folder() && DeliveryPath.matches(step, entry.name()) && accepts(above, entry)) {
          walk(plus(above, entry.name()));
        }
      }
    }

    /** The file of that name or a compressed form of it, but not both: one of them may be old. */
    private void single(List<String> above, String name) throws IOException {
      List<List<String>> forms = new ArrayList<>();
      for (String form : Compression.namesOf(name)) {
        List<String> path = plus(above, form);
        if (tree.state(String.join("/", path)).isPresent()) {
          forms.add(path);
        }
      }
      if (forms.size() > 1) {
        throw twoForms(forms.get(0), forms.get(1));
      }
      found.addAll(forms);
    }

    private void several(List<String> above, String step, List<FileTree.Entry> entries) {
      Set<String> names = new TreeSet<>();
      for (FileTree.Entry entry : entries) {
        if (!entry.folder() && matchesAForm(step, entry.name()) && accepts(above, entry)) {
          names.add(entry.name());
        }
      }
      Set<String> twice = new TreeSet<>();
      for (String name : names) {
        for (String form : Compression.namesOf(name)) {
          if (!form.equals(name) && names.contains(form)) {
            twice.addAll(List.of(name, form));
            refuse(plus(above, name), twoForms(plus(above, name), plus(above, form)));
          }
        }
      }
      names.removeAll(twice);
      names.forEach(name -> found.add(plus(above, name)));
    }

    void refuse(List<String> path, LakeException why) {
      refused.add(new RefusedFile(shown(path), why));
    }

    /** In one line, whatever the names are. */
    private String shown(List<String> path) {
      return tree.location(String.join("/", path)).replaceAll("\\p{Cntrl}", "?");
    }

    private LakeException twoForms(List<String> one, List<String> other) {
      return new LakeException(
          "There are both %s and %s, and nothing tells which is the delivery. Leave one of them, or write its whole name for 'delivery' in the table's definition"
              .formatted(
                  tree.location(String.join("/", one)), tree.location(String.join("/", other))));
    }

    private boolean matchesAForm(String step, String name) {
      return Compression.namesOf(step).stream().anyMatch(form -> DeliveryPath.matches(form, name));
    }

    /** A name that cannot lead anywhere else; whoever says such names does not have such files. */
    private static boolean isBelow(String name) {
      return !name.isEmpty()
          && !name.equals(".")
          && !name.equals("..")
          && name.indexOf('/') < 0
          && name.indexOf('\0') < 0;
    }

    /** Refuses what protocols could take for the end of a command, or for a folder. */
    private boolean accepts(List<String> above, FileTree.Entry entry) {
      String name = entry.name();
      if (name.indexOf('\\') < 0 && name.chars().noneMatch(Character::isISOControl)) {
        return true;
      }
      List<String> path = plus(above, name);
      refuse(
          path,
          new LakeException(
              "%s has a backslash or a control character, such as a line break, in its name. Have it renamed"
                  .formatted(shown(path))));
      return false;
    }

    private List<String> plus(List<String> above, String name) {
      List<String> path = new ArrayList<>(above);
      path.add(name);
      return List.copyOf(path);
    }
  }

  /**
   * One that is there and cannot be fetched. It has no time, so that it comes behind all others.
   */
  private record RefusedFile(String location, LakeException why) implements SourceFile {
    @Override
    public Optional<Instant> deliveredAt() {
      return Optional.empty();
    }

    @Override
    public FileState state() {
      throw why;
    }

    @Override
    public InputStream open(long offset, FileState as) {
      throw why;
    }
  }

  private record TreeFile(FileTree tree, String path, Optional<Instant> deliveredAt)
      implements SourceFile {

    @Override
    public String location() {
      return tree.location(path);
    }

    @Override
    public String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public FileState state() throws IOException {
      return tree.state(path)
          .orElseThrow(
              () ->
                  new LakeException(
                      "%s is not there any more. Fetch again when it is back"
                          .formatted(location())));
    }

    @Override
    public InputStream open(long offset, FileState as) throws IOException {
      return tree.open(path, offset, as);
    }

    @Override
    public boolean resumable() {
      return tree.resumable();
    }

    @Override
    public Optional<Checksum> checksum() throws IOException {
      return tree.checksum(path);
    }
  }
}
