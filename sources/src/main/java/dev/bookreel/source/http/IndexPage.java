package dev.bookreel.source.http;

import dev.bookreel.source.FileTree.Entry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** A page on which a web server lists a folder: its links to what lies directly in the folder. */
final class IndexPage {
  private final URI folder;

  /**
   * @param folder where the page is
   */
  IndexPage(URI folder) {
    this.folder = folder;
  }

  /** In the page's order. Links that lead elsewhere, and those that sort, are left out. */
  List<Entry> entries(byte[] html) throws IOException {
    Set<Entry> entries = new LinkedHashSet<>();
    for (Element link : Jsoup.parse(new ByteArrayInputStream(html), null, "").select("a[href]")) {
      entry(link.attr("href")).ifPresent(entries::add);
    }
    return new ArrayList<>(entries);
  }

  private Optional<Entry> entry(String link) {
    return UriText.uri(link.replace("[", "%5B").replace("]", "%5D"), StandardCharsets.UTF_8)
        .map(folder::resolve)
        .filter(uri -> uri.getHost() != null && uri.getRawQuery() == null)
        .filter(uri -> UriText.origin(uri).equals(UriText.origin(folder)))
        .map(URI::getRawPath)
        .filter(path -> path.startsWith(above()))
        .map(path -> path.substring(above().length()))
        .flatMap(IndexPage::named);
  }

  private String above() {
    String path = folder.getRawPath();
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  private static Optional<Entry> named(String rest) {
    boolean isFolder = rest.endsWith("/");
    String step = isFolder ? rest.substring(0, rest.length() - 1) : rest;
    return step.isEmpty() || step.indexOf('/') >= 0
        ? Optional.empty()
        : UriText.decoded(step).map(name -> new Entry(name, isFolder));
  }
}
