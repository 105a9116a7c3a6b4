package dev.bookreel.source.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.source.FileTree.Entry;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexPageTest {

  @Test
  void readsThePagesOfNginx() throws IOException {
    assertThat(
            entries(
                """
                <html><head><title>Index of /dumps/</title></head><body>
                <h1>Index of /dumps/</h1><hr><pre><a href="../">../</a>
                <a href="2021-12-29/">2021-12-29/</a>     29-Dec-2021 02:00   -
                <a href="a%20b%26c.json">a b&amp;c.json</a> 29-Dec-2021 02:00   12
                <a href="authors.json">authors.json</a>   29-Dec-2021 02:00   12
                </pre><hr></body></html>
                """))
        .containsExactly(
            new Entry("2021-12-29", true),
            new Entry("a b&c.json", false),
            new Entry("authors.json", false));
  }

  @Test
  void readsThePagesOfApache() throws IOException {
    assertThat(
            entries(
                """
                <!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN"><html><body>
                <table><tr><th><a href="?C=N;O=D">Name</a></th><th><a href="?C=M;O=A">Date</a></th></tr>
                <tr><td><a href="/">Parent Directory</a></td></tr>
                <tr><td><a href="authors.json.gz">authors.json.gz</a></td></tr>
                <tr><td><a href="old/">old/</a></td></tr></table>
                </body></html>
                """))
        .containsExactly(new Entry("authors.json.gz", false), new Entry("old", true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dumps/a.json",
        "http://vendor.example/dumps/a.json",
        "HTTP://vendor.example:80/dumps/a.json",
        "//vendor.example/dumps/a.json",
        "./a.json",
        " a.json ",
        "a%2Ejson",
        "a.json#top"
      })
  void oneLinkCanBeWrittenInManyWays(String link) throws IOException {
    assertThat(entries("<a href='%1$s'>a</a> <a href='%1$s'>a</a>".formatted(link)))
        .containsExactly(new Entry("a.json", false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../a.json",
        "old/a.json",
        "/a.json",
        "/dumps",
        "/dumps/",
        "//elsewhere.example/dumps/a.json",
        "https://vendor.example/dumps/a.json",
        "http://vendor.example:8080/dumps/a.json",
        "a.json?version=1",
        "mailto:a@vendor.example",
        "javascript:alert(1)",
        "file:///dumps/a.json",
        "%",
        "%ff",
        "//",
        ""
      })
  void whatIsNotDirectlyInTheFolderIsLeftOut(String link) throws IOException {
    assertThat(entries("<a href='" + link + "'>a</a>")).isEmpty();
  }

  @Test
  void namesThatLeadElsewhereComeOutAsTheyAreMeant() throws IOException {
    assertThat(entries("<a href='..%2F..%2Fetc%2Fpasswd'>a</a><a href='%2e%2e'>b</a>"))
        .containsExactly(new Entry("../../etc/passwd", false), new Entry("..", false));
  }

  @Test
  void oddCharactersAreRead() throws IOException {
    assertThat(
            entries(
                "<meta charset='utf-8'><a href='Ärzte [1].json'>a</a><a href='a+b.json'>b</a><a href='%F0%9F%8E%AC.json'>c</a>"))
        .extracting(Entry::name)
        .containsExactly("Ärzte [1].json", "a+b.json", "🎬.json");
  }

  private static List<Entry> entries(String html) throws IOException {
    return new IndexPage(URI.create("http://vendor.example/dumps/")).entries(html.getBytes(UTF_8));
  }
}
