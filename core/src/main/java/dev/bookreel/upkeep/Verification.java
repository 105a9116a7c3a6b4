package dev.bookreel.upkeep;

import java.util.List;

/**
 * What verifying a lake came to.
 *
 * @param findings by table; empty if every file is what was once written
 * @param files how many files were read and compared
 * @param bytes how large these are together
 */
public record Verification(List<Finding> findings, long files, long bytes) {
  public Verification {
    findings = List.copyOf(findings);
  }

  public long count(Finding.Kind kind) {
    return findings.stream().filter(finding -> finding.kind() == kind).count();
  }
}
