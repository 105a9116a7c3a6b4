package dev.bookreel.source.jdbc;

import dev.bookreel.error.LakeException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a driver's failure means: what may pass is an {@link IOException}, all else is not.
 */
record Failures(String location, String user, Duration timeout, Duration queryTimeout) {
  /** Of SQLSTATE: connection, resources, intervention of an operator, rollback by the system. */
  private static final Set<String> PASSING = Set.of("08", "53", "57", "40", "58");

  private static final String CANCELLED = "57014";

  /** Too many connections; lock or statement timed out; the table changed since the snapshot. */
  private static final Set<Integer> PASSING_IN_MARIADB = Set.of(1040, 1203, 1205, 1213, 1412);

  private static final int TOOK_TOO_LONG_IN_MARIADB = 1969;

  private static final Set<String> NO_TABLE = Set.of("42P01", "42S02", "3F000");
  private static final Set<String> NO_COLUMN = Set.of("42703", "42S22");
  private static final int ACCESS_DENIED_IN_MARIADB = 1044;
  private static final Set<Integer> NO_DATABASE_IN_MARIADB = Set.of(1049);

  /** Of an attempt to connect. */
  IOException connecting(SQLException failure) {
    String state = state(failure);
    if (isUntrusted(failure)) {
      throw new LakeException(
          "%s does not show a certificate that is trusted: %s. Name the one that signs it with 'ca_file'; insecure_any_certificate: true takes any"
              .formatted(location, said(failure)),
          failure);
    }
    if (said(failure).matches("(?is).*does not support ssl.*|.*ssl.*not (supported|enabled).*")) {
      throw new LakeException(
          "%s has no TLS, so passwords and rows could be read on the way. Switch TLS on there, or write insecure_no_tls: true"
              .formatted(location),
          failure);
    }
    if (state.startsWith("28") || failure.getErrorCode() == ACCESS_DENIED_IN_MARIADB) {
      throw new LakeException(
          "%s refuses the login of '%s': %s. Correct 'user' and 'password' of the source (with --from: the user in the location, and the environment variable BOOKREEL_FROM_PASSWORD)"
              .formatted(location, user, said(failure)),
          failure);
    }
    if (state.equals("3D000") || NO_DATABASE_IN_MARIADB.contains(failure.getErrorCode())) {
      throw new LakeException(
          "%s does not exist: %s. Correct 'url'".formatted(location, said(failure)), failure);
    }
    if (passes(failure)) {
      return new IOException("no connection to %s: %s".formatted(location, why(failure)), failure);
    }
    throw new LakeException(
        "Cannot connect to %s: %s. Correct the source's settings"
            .formatted(location, said(failure)),
        failure);
  }

  private static boolean isUntrusted(SQLException failure) {
    return cause(failure, CertificateException.class) != null
        || cause(failure, CertPathValidatorException.class) != null
        || cause(failure, SSLPeerUnverifiedException.class) != null
        || said(failure).contains("hostnameverifier");
  }

  /** Of reading something. */
  IOException reading(SQLException failure, Selected selected) {
    String state = state(failure);
    if (NO_TABLE.contains(state) && !selected.query()) {
      throw new LakeException(
          "There is no table '%s' in %s. Create it, or correct 'delivery' in the table's definition or the source's 'select'"
              .formatted(selected.text(), location),
          failure);
    }
    if (passes(failure)) {
      return new IOException(
          "the connection to %s broke: %s".formatted(location, why(failure)), failure);
    }
    throw new LakeException(
        "Cannot read %s: %s. %s"
            .formatted(selected.at(location), said(failure), fix(failure, selected)),
        failure);
  }

  private String fix(SQLException failure, Selected selected) {
    String state = state(failure);
    if (state.equals("42501") || failure.getErrorCode() == 1142 || failure.getErrorCode() == 1143) {
      return "Grant SELECT to '" + user + "'";
    }
    if (tookTooLong(failure) || state.equals("70100")) {
      return "Raise the limit there or 'query_timeout' here, or select less";
    }
    if (state.equals("25006") || failure.getErrorCode() == 1792) {
      return "Sources only read: write a query that changes nothing";
    }
    if (NO_TABLE.contains(state) || NO_COLUMN.contains(state)) {
      return "Correct 'select'";
    }
    return selected.query() ? "Correct 'select'" : "Select what can be read, with 'select'";
  }

  private static boolean tookTooLong(SQLException failure) {
    return state(failure).equals(CANCELLED) || failure.getErrorCode() == TOOK_TOO_LONG_IN_MARIADB;
  }

  private static boolean passes(SQLException failure) {
    String state = state(failure);
    if (tookTooLong(failure)) {
      return false;
    }
    return ((state.length() == 5 && PASSING.contains(state.substring(0, 2)))
        || PASSING_IN_MARIADB.contains(failure.getErrorCode())
        || failure instanceof SQLTransientException
        || failure instanceof SQLNonTransientConnectionException
        || cause(failure, IOException.class) != null);
  }

  private String why(SQLException failure) {
    UnknownHostException unknown = cause(failure, UnknownHostException.class);
    if (unknown != null) {
      return "there is no host " + unknown.getMessage();
    }
    if (cause(failure, SocketTimeoutException.class) != null) {
      return "no answer in time. If that is not the network, raise 'query_timeout' (%d s), which a query may take to begin, or 'timeout' (%d s), which a login or the next rows may take"
          .formatted(queryTimeout.toSeconds(), timeout.toSeconds());
    }
    return said(failure);
  }

  /** The driver's words: their first line, without the full stop. */
  private static String said(SQLException failure) {
    String message = failure.getMessage();
    if (message == null) {
      return failure.getClass().getSimpleName();
    }
    return message
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst("^\\(conn=\\d+\\) ", "")
        .replaceFirst("[.\\s]+$", "");
  }

  private static String state(SQLException failure) {
    return failure.getSQLState() == null ? "" : failure.getSQLState();
  }

  private static <T> @Nullable T cause(Throwable failure, Class<T> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }
}
