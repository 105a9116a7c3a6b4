package dev.bookreel.source.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.source.Checksum;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

class ObjectSumsTest {
  private static final String MD5 = "0cc175b9c0f1b6a831c399e269772661";
  private static final Checksum AS_MD5 = new Checksum("MD5", MD5);

  @Test
  void aSumOfTheWholeIsTakenAndTheStrongestFirst() {
    HeadObjectResponse.Builder object =
        object().checksumType(ChecksumType.FULL_OBJECT).checksumCRC32("AAAAAQ==");
    assertThat(sum(object)).isEqualTo(new Checksum("CRC32", "00000001"));

    object.checksumCRC32C("AAAAAg==");
    assertThat(sum(object)).isEqualTo(new Checksum("CRC32C", "00000002"));

    object.checksumSHA256("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    assertThat(sum(object)).isEqualTo(new Checksum("SHA-256", "00".repeat(32)));
  }

  @Test
  void aSumWithoutATypeIsOfTheWhole() {
    assertThat(sum(object().checksumCRC32("AAAAAQ==")))
        .isEqualTo(new Checksum("CRC32", "00000001"));
  }

  @Test
  void sumsOfPartsAreNotTaken() {
    assertThat(sum(object().checksumType(ChecksumType.COMPOSITE).checksumCRC32("AAAAAQ==")))
        .isEqualTo(AS_MD5);
    assertThat(sum(object().checksumCRC32("AAAAAQ==-2"))).isEqualTo(AS_MD5);
    assertThat(ObjectSums.of("bucket", object().eTag("\"" + MD5 + "-2\"").build())).isEmpty();
  }

  @Test
  void aTagIsAnMd5OnlyWhereItSurelyIsOne() {
    assertThat(sum(object())).isEqualTo(AS_MD5);
    assertThat(sum(object().serverSideEncryption(ServerSideEncryption.AES256))).isEqualTo(AS_MD5);
    assertThat(
            ObjectSums.of(
                "bucket", object().serverSideEncryption(ServerSideEncryption.AWS_KMS).build()))
        .isEmpty();
    assertThat(ObjectSums.of("bucket", object().sseCustomerAlgorithm("AES256").build())).isEmpty();
    assertThat(ObjectSums.of("bucket--euc1-az1--x-s3", object().build())).isEmpty();
    assertThat(ObjectSums.of("bucket", HeadObjectResponse.builder().eTag("\"v1\"").build()))
        .isEmpty();
    assertThat(ObjectSums.of("bucket", HeadObjectResponse.builder().build())).isEmpty();
  }

  private static HeadObjectResponse.Builder object() {
    return HeadObjectResponse.builder().eTag("\"" + MD5 + "\"");
  }

  private static Checksum sum(HeadObjectResponse.Builder object) {
    return ObjectSums.of("bucket", object.build()).orElseThrow();
  }
}
