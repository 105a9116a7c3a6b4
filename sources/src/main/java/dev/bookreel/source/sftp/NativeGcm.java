package dev.bookreel.source.sftp;

import java.security.Provider;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BaseGCMCipher;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;

/** AES-GCM as MINA SSHD does it, but computed by another library than Java's own. */
record NativeGcm(BuiltinCiphers kind, Provider provider) implements NamedFactory<Cipher> {
  static final String TRANSFORMATION = BuiltinCiphers.aes128gcm.getTransformation();

  @Override
  public String getName() {
    return kind.getName();
  }

  @Override
  public Cipher create() {
    return new Native();
  }

  private final class Native extends BaseGCMCipher {
    private Native() {
      super(
          kind.getIVSize(),
          kind.getAuthenticationTagSize(),
          kind.getKdfSize(),
          kind.getAlgorithm(),
          kind.getKeySize(),
          kind.getTransformation(),
          kind.getCipherBlockSize());
    }

    @Override
    protected javax.crypto.Cipher createCipherInstance(Mode mode, byte[] key, byte[] iv)
        throws Exception {
      super.createCipherInstance(mode, key, iv);
      return javax.crypto.Cipher.getInstance(getTransformation(), provider);
    }
  }
}
